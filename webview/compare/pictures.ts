/** A picture that code draws, at twice its size, as base64 of a PNG file. */
export function drawnPicture(
  width: number,
  height: number,
  background: string,
  draw: (pen: CanvasRenderingContext2D) => void,
): string {
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  const pen = canvas.getContext("2d");
  if (pen === null) return "";
  pen.scale(2, 2);
  pen.fillStyle = background;
  pen.fillRect(0, 0, width, height);
  draw(pen);
  return canvas.toDataURL("image/png").split(",")[1] ?? "";
}

/** A drawing whose colours are written in it, as base64 of a PNG file. */
export async function svgPicture(drawing: SVGSVGElement, background: string): Promise<string> {
  const { width, height } = drawing.viewBox.baseVal;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return drawnPicture(width, height, background, (pen) => {
    pen.drawImage(image, 0, 0, width, height);
  });
}
