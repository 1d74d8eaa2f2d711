// Where texts leave their boxes in the picture, or arrows and their numbers meet what they should not.
() => {
  const said = [], boxes = drawnNodes.map((drawn) => drawn.box.getBBox());
  const meets = (a, b, by = 0.5) => a.x + by < b.x + b.width && b.x + by < a.x + a.width && a.y + by < b.y + b.height && b.y + by < a.y + a.height;
  const numbers = drawnEdges.map((drawn) => drawn.text.getBBox()), between = (i) => `${nodes[edges[i].parent].name} → ${nodes[edges[i].child].name}`;
  numbers.forEach((number, i) => {
    if (!drawnEdges[i].text.textContent) said.push(`${between(i)} has no number`);
    boxes.forEach((box, k) => { if (meets(number, box)) said.push(`the number of ${between(i)} meets ${nodes[k].name}`); });
    numbers.slice(i + 1).forEach((other, k) => { if (meets(number, other)) said.push(`the numbers of ${between(i)} and ${between(i + 1 + k)} meet`); });
    if (number.x < -8 || number.y < -8 || number.x + number.width > layout.width + 8) said.push(`the number of ${between(i)} is cut off`);
  });
  drawnEdges.forEach(({ line }, i) => {
    for (let at = 0; at < line.getTotalLength(); at += 2) {
      const { x, y } = line.getPointAtLength(at), point = { x, y, width: 0, height: 0 };
      boxes.forEach((box, k) => { if (meets(point, box, 1)) said.push(`${between(i)} crosses ${nodes[k].name}`); });
      numbers.forEach(({ x, y, width, height }, k) => {
        if (k !== i && meets(point, { x: x + 2, y: y + 3, width: width - 4, height: height - 6 })) said.push(`${between(i)} crosses the number of ${between(k)}`);
      });
    }
  });
  drawnNodes.forEach(({ formula, number, adjoint }, i) => [formula, number, adjoint].forEach((text) => {
    const { x, y, width, height } = text.getBBox(), box = boxes[i];
    if (x < box.x || y < box.y || x + width > box.x + box.width || y + height > box.y + box.height) said.push(`${text.textContent} leaves its box`);
  }));
  boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => { if (meets(box, other)) said.push("boxes overlap"); }));
  return said;
}
