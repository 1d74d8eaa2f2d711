"""The colours of everything we draw: graphs, networks, pages, decision boundaries; and the fonts.

One hue for values, one for everything that flows back: blue and vermillion, which every kind of colour vision tells
apart, and which differ in print.
"""

INK, BLUE, VERMILLION, GREY, LINE = "#1b2733", "#0b5cad", "#b8460e", "#5f6b76", "#8a96a3"

#: The ground of an input, and of every other node.
LEAF_FILL, FILL = "#eaf1f9", "#ffffff"

#: What a colour becomes where something else stands out.
PALE = {INK: "#98a2ad", BLUE: "#93b5d6", VERMILLION: "#dbb09a", GREY: "#a9b2ba", LINE: "#d3d9df"}

#: An area of the plane that belongs to blue, or to vermillion.
BLUE_AREA, VERMILLION_AREA = "#d3e3f3", "#f6ddd0"

#: Names of fonts, best first. Which of them shows a picture, if any, is up to the machine it is looked at on.
FONT = "Helvetica,Arial,DejaVu Sans,sans-serif"
