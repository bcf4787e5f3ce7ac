/* Files dragged onto the box go into its form, which is sent. Without this script the field for files
   takes them. */
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const box = document.querySelector(".drop"), form = box && box.querySelector("form");
  if (!form) return;
  const over = (on) => (event) => { event.preventDefault(); box.classList.toggle("over", on); };
  box.addEventListener("dragover", over(true));
  box.addEventListener("dragleave", over(false));
  box.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    form.requestSubmit();
  });
})();
