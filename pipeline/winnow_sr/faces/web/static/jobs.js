/* What a reviewer has done on this page and the server has not acknowledged yet: one queue of jobs,
   sent one after another, in the order in which they were done. A job belongs to one person and one
   page; it carries both and its number, so that the server does it once, and only for that person. */

export class Jobs {
  /* who: whose page it is. address: where the session is asked for. page: this page's own name.
     told: what is called with what happens: done(job, answer), refused(job, answer),
     waiting(why, answer), going(), back(), changed(). */
  constructor({ who, address, page, key, token, told }) {
    Object.assign(this, { who, address, page, key, token, told });
    this.list = [];
    this.number = Number(sessionStorage.getItem(key + ":number") || 0);
    this.running = false;
    this.wake = null;
  }

  /* -- the queue -------------------------------------------------------------------------------- */
  add(job) {
    this.number += 1;
    this.list.push({ ...job, number: this.number, page: this.page, tried: 0 });
    this.keep();
    this.run();
  }

  /* The last verdict, where it has certainly not reached the server: taken out of the queue. */
  takeBack() {
    for (let i = this.list.length - 1; i >= 0; i -= 1) {
      const job = this.list[i];
      if (job.kind === "undo") return null;
      if (job.kind !== "decide") continue;
      if (job.tried) return null;
      this.list.splice(i, 1);
      this.keep();
      return job;
    }
    return null;
  }

  /* The last verdict that is still to be acknowledged and not yet to be taken back. */
  last() {
    let undone = 0;
    for (const job of [...this.list].reverse()) {
      if (job.kind === "undo") undone += 1;
      else if (job.kind === "decide" && undone) undone -= 1;
      else if (job.kind === "decide") return job;
    }
    return null;
  }

  /* Kept with the tab until acknowledged: a reload or a crash loses nothing. */
  keep() {
    try {
      sessionStorage.setItem(this.key + ":number", String(this.number));
      sessionStorage.setItem(this.key, JSON.stringify(this.list));
    } catch (error) { /* storage is full or forbidden: they are still in memory */ }
    this.told.changed();
  }
  restore() {
    try {
      for (const job of JSON.parse(sessionStorage.getItem(this.key) || "[]")) {
        job.tried = 1; // nobody knows whether it arrived
        this.list.push(job);
      }
    } catch (error) { /* nothing that can be read */ }
    return this.list;
  }

  /* -- sending ---------------------------------------------------------------------------------- */
  async run() {
    if (this.running) return;
    this.running = true;
    let pause = 500;
    while (this.list.length) {
      const job = this.list[0];
      const again = job.tried > 0;
      job.tried += 1;
      let answer, status;
      try {
        [status, answer] = await this.post(job);
      } catch (error) {
        this.told.waiting("away", null);
        await this.rest(pause);
        pause = Math.min(pause * 2, 8000);
        continue;
      }
      pause = 500;
      if (status >= 500 || status === 429) {
        this.told.waiting("server", answer);
        await this.rest(3000);
      } else if (status === 400 || status === 401 || answer.whose !== undefined) {
        this.told.waiting("session", answer);
        await this.rest(1000);
        await this.renew();
      } else {
        this.list.shift();
        this.keep();
        this.told.going();
        if (status < 400) this.told.done(job, answer);
        else this.told.refused(job, answer, again);
      }
    }
    this.running = false;
  }
  async post(job) {
    const fields = { ...job.fields, csrf: this.token, page_of: this.who, page: job.page, job: job.number };
    const answer = await fetch(job.url, {
      method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" },
    });
    return [answer.status, await answer.json()];
  }
  rest(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => { clearTimeout(timer); resolve(); };
    });
  }
  /* The connection or the session is back: do not wait for the end of the pause. */
  hurry() { if (this.wake) this.wake(); }

  /* Signed in again in another tab: go on with the new session's token, for the same person only. */
  async renew() {
    try {
      const answer = await fetch(this.address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return false;
      const found = await answer.json();
      if (found.name !== this.who) return false;
      this.token = found.csrf;
      this.told.back();
      return true;
    } catch (error) {
      return false;
    }
  }
}
