// --- on a projector: the picture fills the screen ---------------------------------------------------------------------------

function present(on) {
  document.body.classList.toggle("presenting", on);
  element("present").setAttribute("aria-pressed", on);
  if (!on) blacken(false);
  chosenScale = 0;
  fit();
  show();
}
function blacken(on) {
  element("black").hidden = !on;
  if (on) announce(phrase("the screen is black; B shows the picture again"));
}
const black = () => !element("black").hidden;

// A notebook may not let its frames fill the screen, and some phones let no page.
document.body.classList.toggle("unfillable", !document.fullscreenEnabled);
function fillScreen() {
  if (!document.fullscreenEnabled) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => announce(phrase("this window cannot fill the screen")));
}
document.addEventListener("fullscreenchange", () => element("full").setAttribute("aria-pressed", Boolean(document.fullscreenElement)));

element("present").addEventListener("click", () => present(!presenting()));
element("full").addEventListener("click", fillScreen);
element("black").addEventListener("click", () => blacken(false));
