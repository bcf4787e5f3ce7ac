/* Whose page this is. Tabs of one browser share a session: when somebody else signs in (or this
   person signs out) in another tab, a page that stays open is locked, so that nobody works on it in
   another's name. */

const PLACE = "winnow-who:" + (document.body.dataset.review || "");
const here = document.body.dataset.who || "";

document.documentElement.classList.add("js");
try { if (document.body.dataset.review !== undefined) localStorage.setItem(PLACE, here); } catch (error) { /* private window */ }

export function keepApart(who, { locked, unlocked }) {
  let shut = false;
  const lock = (name) => {
    shut = true;
    locked(name
      ? name + " is signed in in this browser now; this page is " + who + "'s. What is not saved yet is sent when " + who + " signs in again."
      : "You have signed out. What is not saved yet is sent when you sign in again.");
  };
  window.addEventListener("storage", (event) => {
    if (event.key !== PLACE) return;
    if (event.newValue === who) unlock();
    else lock(event.newValue || "");
  });
  const unlock = () => { if (shut) { shut = false; unlocked(); } };
  return { lock, unlock };
}
