"""The page without a mouse and without sight: what axe finds, contrast, focus that is seen, steps announced."""

from __future__ import annotations

import pytest
from figures import figure, training

from autograd import explore

#: What one does before looking: keys, and elements to put the focus on.
STATES = {
    "first step": [],
    "last step": ["End"],
    "selected": ["End", "#node1", "Enter"],
    "presentation": ["p", "ArrowRight"],
}

#: For each text of the picture its colour and that of the ground it stands on.
COLOURS = """() => [...graph.querySelectorAll("text")].filter((text) => text.textContent).map((text) => {
  const ground = text.parentElement.querySelector(".box");
  const behind = ground ? getComputedStyle(ground).fill : getComputedStyle(document.body).backgroundColor;
  return [text.textContent, getComputedStyle(text).fill, behind];
})"""


def luminance(colour: str) -> float:
    """The relative luminance of rgb(r, g, b), by the formula of WCAG 2."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.01)


def do(tab, actions: list[str]) -> None:
    for action in actions:
        if action.startswith("#"):
            tab.locator(action).focus()
        else:
            tab.keyboard.press(action)


@pytest.fixture
def violations():
    """What axe finds on a page: the rules that are broken, and where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe comes with axe-playwright-python")

    def look(tab) -> dict[str, list]:
        found = axe.Axe().run(tab, options={"preload": False, "resultTypes": ["violations"]}).response
        assert len(found["passes"]) > 10, "axe has looked at nothing"
        return {rule["id"]: [node["target"] for node in rule["nodes"]] for rule in found["violations"]}

    return look


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit, violations, theme: str) -> None:
    for state in ("first step", "selected", "presentation"):
        tab = visit(explore(training()), color_scheme=theme, reduced_motion="reduce")
        do(tab, STATES[state])
        assert violations(tab) == {}, state


def test_axe_finds_nothing_on_a_phone(visit, violations) -> None:
    tab = visit(
        explore(figure("sum times sum")), "phone", (390, 844), is_mobile=True, has_touch=True, reduced_motion="reduce"
    )
    assert violations(tab) == {}


def test_axe_would_find_what_is_wrong(visit, violations) -> None:
    tab = visit(explore(figure("sum times sum")))
    tab.evaluate("() => { element('next').removeAttribute('aria-label'); element('next').title = ''; }")
    tab.evaluate("() => { element('next').textContent = ''; element('count').style.color = '#cccccc'; }")
    assert {"button-name", "color-contrast"} <= set(violations(tab))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["last step", "selected", "presentation"])
def test_the_letters_of_the_picture_stand_out_from_their_ground(visit, state: str, theme: str) -> None:
    tab = visit(explore(figure("2-2-1 network")), color_scheme=theme, reduced_motion="reduce")
    do(tab, STATES[state])
    found = tab.evaluate(COLOURS)
    assert len(found) > 2
    assert [text for text, colour, ground in found if contrast(colour, ground) < 4.5] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_boxes_and_controls_stand_out_from_the_page(visit, theme: str) -> None:
    tab = visit(explore(figure("sum times sum")), color_scheme=theme)
    for selector, style, ground in (
        ("#node0 .box", "stroke", "body"),
        ("#edge0 .line", "stroke", "body"),
        ("#next", "borderTopColor", "body"),
        ("#input0", "borderTopColor", ".panels section"),
    ):
        colour = tab.evaluate(f"getComputedStyle(document.querySelector('{selector}')).{style}")
        behind = tab.evaluate(f"getComputedStyle(document.querySelector('{ground}')).backgroundColor")
        assert contrast(colour, behind) >= 3, selector


def test_the_focus_is_seen_on_everything_that_can_have_it(visit) -> None:
    tab = visit(explore(figure("sum times sum")), viewport=(1366, 768), reduced_motion="reduce")
    tab.keyboard.press("End")
    tab.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(60):
        tab.keyboard.press("Tab")
        focused = tab.evaluate(
            """() => {
              const at = document.activeElement, style = getComputedStyle(at);
              const ring = at.querySelector(".ring"), reach = at.querySelector(".reach");
              return [at.id || at.tagName, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                ring !== null && getComputedStyle(ring).display !== "none",
                reach !== null && getComputedStyle(reach).stroke !== "rgba(0, 0, 0, 0)"];
            }"""
        )
        if focused[0] in ("BODY", "HTML") or focused[0] in [name for name, *_ in reached]:
            break
        reached.append(focused)
    assert len(reached) > 25
    assert [name for name, *marks in reached if not any(marks)] == []


def test_each_step_is_announced_once_and_not_over_the_slider(visit) -> None:
    tab = visit(explore(figure("sum times sum")), reduced_motion="reduce")
    assert tab.get_attribute("#announced", "role") == "status"
    tab.evaluate(
        """() => {
          window.heard = [];
          const said = element("announced");
          new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
        }"""
    )
    for _ in range(5):
        tab.keyboard.press("ArrowRight")
    assert tab.evaluate("heard") == [
        "step 2 of 15, forward: b = 1",
        "step 3 of 15, forward: c = a + b = 2 + 1 = 3",
        "step 4 of 15, forward: d = b + 1 = 1 + 1 = 2",
        "step 5 of 15, forward: e = c·d = 3·2 = 6",
        "step 6 of 15, backward: e receives 1: the sweep starts here",
    ]
    tab.locator("#slider").focus()
    tab.keyboard.press("ArrowRight")
    assert len(tab.evaluate("heard")) == 5
    assert tab.get_attribute("#slider", "aria-valuetext").startswith("e → c: 1 × 2 = 2")


def test_a_page_that_plays_is_silent_until_it_stops(visit) -> None:
    tab = visit(explore(figure("sum times sum")), reduced_motion="reduce")
    before = tab.inner_text("#announced")
    tab.select_option("#speed", "300")
    tab.locator("#play").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => current === 2")
    assert tab.evaluate("element('announced').textContent") == before
    tab.keyboard.press("Enter")
    assert tab.evaluate("element('announced').textContent").startswith("step ")
    assert tab.evaluate("element('announced').textContent") != before


def test_every_control_and_every_part_of_the_picture_has_a_role_and_a_name(visit) -> None:
    tab = visit(explore(figure("sum times sum")))
    tab.keyboard.press("End")
    for name in ("first step", "step back", "play", "step on", "last step", "present", "full screen", "smaller", "fit",
                 "larger", "save this step as SVG", "save this step as PNG", "as at the start"):  # fmt: skip
        assert tab.get_by_role("button", name=name, exact=True).count() == 1, name
    assert tab.get_by_role("slider", name="step", exact=True).count() == 1
    assert tab.get_by_role("combobox", name="speed", exact=True).count() == 1
    assert tab.get_by_role("spinbutton", name="a", exact=True).count() == 1
    assert tab.get_by_role("button", name="b, value 1, gradient 5", exact=True).count() == 1
    assert tab.get_by_role("img", name="edge b to c, local partial 1", exact=True).count() == 1


def test_nothing_moves_for_who_wants_no_motion(visit) -> None:
    tab = visit(explore(figure("sum times sum")), reduced_motion="reduce")
    for _ in range(20):
        tab.keyboard.press("ArrowRight")
        if tab.evaluate("'message' in steps[current]"):
            first = tab.get_attribute("#messenger", "transform")
            tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert tab.get_attribute("#messenger", "transform") == first
