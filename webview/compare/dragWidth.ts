/** Follows the pointer that took hold of a column's edge, until it lets go. */
export function dragWidth(event: PointerEvent, width: number, resize: (width: number) => void): void {
  event.preventDefault();
  const handle = event.currentTarget as HTMLElement;
  const from = event.clientX;
  handle.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent): void => {
    resize(Math.round(width + moved.clientX - from));
  };
  const end = (): void => {
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", end);
    handle.removeEventListener("pointercancel", end);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end);
  handle.addEventListener("pointercancel", end);
}
