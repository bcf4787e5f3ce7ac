# The browser version in a container, its data in a volume: docs/installing.md says how to use it.
FROM python:3.12-slim AS build
WORKDIR /src
RUN pip install --no-cache-dir "hatchling>=1.25"
COPY . .
# Where .git is left out of the context the commit is given: --build-arg COMMIT=$(git rev-parse HEAD)
ARG COMMIT=""
RUN if [ -n "$COMMIT" ]; then echo "$COMMIT" > pipeline/winnow_sr/commit.txt; fi \
    && python -m hatchling build --target wheel --directory /dist

FROM python:3.12-slim
COPY --from=build /dist /dist
RUN pip install --no-cache-dir "$(ls /dist/*.whl)[postgresql]" && rm -r /dist \
    && useradd --create-home --uid 1000 winnow \
    && mkdir /reviews && chown winnow /reviews
USER winnow
WORKDIR /reviews
VOLUME /reviews
EXPOSE 8765
ENTRYPOINT ["winnow"]
CMD ["-C", "/reviews/review", "serve", "--host", "0.0.0.0", "--port", "8765"]
