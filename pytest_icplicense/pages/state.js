// What changes while a page comes to rest, as one line. Animations that end are brought to their end.
(() => {
  const root = document.documentElement;
  if (!root) return "";
  let pending = 0;
  for (const each of document.getAnimations()) {
    const end = each.effect && each.effect.getComputedTiming().endTime;
    if (each.playState !== "running" || end === Infinity) continue;
    try { each.finish(); } catch (error) { pending++; }
  }
  return [document.readyState, root.textContent.length, root.getElementsByTagName("*").length, root.scrollHeight, pending].join(" ");
})()
