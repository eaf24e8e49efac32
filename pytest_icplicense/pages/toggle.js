// Bring one number into the window, as a reader who scrolls would; then hide its ink, or give it back.
((index, what) => {
  if (!globalThis.icplicense) return null;  // this is another page than the one that was read
  const { found, pieces } = globalThis.icplicense;
  const own = found[index];
  const NAME = "icplicense-ink";
  const scrolls = value => /auto|scroll|overlay/.test(value);
  const passesOn = view => {  // whether it is the window that scrolls where the body is to
    const { overflowX, overflowY } = view.getComputedStyle(view.document.documentElement);
    return overflowX === "visible" && overflowY === "visible";
  };
  if (what === "scroll") {
    const first = pieces[own.parts[0].index];
    const span = () => {
      const made = first.node.ownerDocument.createRange(), last = own.parts.filter(part => part.index === own.parts[0].index).at(-1);
      made.setStart(first.node, own.parts[0].offset); made.setEnd(first.node, Math.min(first.node.length, last.offset + last.length));
      return made;
    };
    for (let element = first.element; element; element = element.parentElement || (element.getRootNode() && element.getRootNode().host) || null) {
      if (element === element.ownerDocument.documentElement || (element === element.ownerDocument.body && passesOn(first.view))) continue;
      const style = first.view.getComputedStyle(element), tall = scrolls(style.overflowY) && element.scrollHeight > element.clientHeight, wide = scrolls(style.overflowX) && element.scrollWidth > element.clientWidth;
      if (tall || wide) {
        const range = first.node ? span() : first.element;
        const box = range.getBoundingClientRect(), outer = element.getBoundingClientRect();
        if (tall) element.scrollTop += box.top - outer.top - element.clientHeight / 2;
        if (wide) element.scrollLeft += box.left - outer.left - Math.min(element.clientWidth / 4, Math.max(0, element.clientWidth - box.width));
      }
    }
    const within = outer => {  // where it stands in the window of a page around its frame
      const box = (first.node ? span() : first.element).getBoundingClientRect();
      let left = box.left, top = box.top;
      for (let view = first.view; view !== outer; view = view.frameElement.ownerDocument.defaultView) {
        const frame = view.frameElement.getBoundingClientRect();
        left += frame.left + view.frameElement.clientLeft; top += frame.top + view.frameElement.clientTop;
      }
      return { left, top, width: box.width };
    };
    for (let view = first.view; view; view = view === window ? null : view.frameElement && view.frameElement.ownerDocument.defaultView) {
      const root = view.document.documentElement, body = view.document.body;
      const of = view.getComputedStyle(body && passesOn(view) ? body : root);
      const still = view !== window && view.frameElement && /^no/i.test(view.frameElement.getAttribute("scrolling") || "");
      const down = !still && !/hidden|clip/.test(of.overflowY), across = !still && !/hidden|clip/.test(of.overflowX);
      const box = within(view), wide = view.innerWidth;
      const top = box.top + view.scrollY - view.innerHeight / 2, left = box.left + view.scrollX - Math.min(wide / 4, Math.max(0, wide - box.width));
      view.scrollTo({ top: down ? Math.max(0, top) : view.scrollY, left: across && (box.left < 0 || box.left + box.width > wide) ? left : view.scrollX, behavior: "instant" });
    }
  }
  if (what === "end" || what === "start") scrollTo({ top: what === "end" ? document.documentElement.scrollHeight : 0, left: scrollX, behavior: "instant" });
  const documents = new Set(own.parts.map(part => pieces[part.index].element.getRootNode()));
  if (what === "hide") {
    for (const root of documents) {
      const view = (root.ownerDocument || root).defaultView;
      view.getSelection().removeAllRanges();  // what is marked is painted in another ink
      for (const [name, marked] of view.CSS.highlights || []) (globalThis.icplicense.marked ||= []).push([view, name, marked]);
      if (view.CSS.highlights) view.CSS.highlights.clear();
      const sheet = new view.CSSStyleSheet();
      const ink = "-webkit-text-fill-color:transparent!important;text-shadow:none!important;-webkit-text-stroke-color:transparent!important;fill:transparent!important;stroke:transparent!important;transition:none!important";
      sheet.replaceSync(`[data-${NAME}~=own],[data-${NAME}~=before]::before,[data-${NAME}~=after]::after{${ink}} [data-${NAME}-ground]{background-image:none!important;background-color:transparent!important;transition:none!important}`);
      globalThis.icplicense.sheets = [...(globalThis.icplicense.sheets || []), sheet];
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }
    for (const part of own.parts) {
      const { element, view, part: generated } = pieces[part.index];
      const inked = /^::(\w+)$/.exec(generated || "")?.[1] || "own";  // what stands beside generated content keeps its ink
      element.setAttribute(`data-${NAME}`, `${element.getAttribute(`data-${NAME}`) || ""} ${inked}`);
      for (let outer = element; outer; outer = outer.parentElement) {  // a ground that is painted through letters alone is their ink
        if (/text/.test(view.getComputedStyle(outer).backgroundClip)) outer.setAttribute(`data-${NAME}-ground`, "");
      }
    }
  }
  if (what === "restore") {
    for (const [view, name, marked] of globalThis.icplicense.marked || []) view.CSS.highlights.set(name, marked);
    for (const root of documents) root.adoptedStyleSheets = [...root.adoptedStyleSheets].filter(sheet => !(globalThis.icplicense.sheets || []).includes(sheet));
    for (const part of own.parts) {
      pieces[part.index].element.removeAttribute(`data-${NAME}`);
      for (let outer = pieces[part.index].element; outer; outer = outer.parentElement) outer.removeAttribute(`data-${NAME}-ground`);
    }
  }
  const others = [];  // the boxes of other text in the same place, of which a line above or below takes less
  if (what === "hide") {
    const view = pieces[own.parts[0].index].view, mine = new Set(own.parts.map(part => pieces[part.index].node)), digits = own.number.slice(-4);
    const around = own.parts.map(part => pieces[part.index].element.getBoundingClientRect());
    const near = box => around.some(each => box.left < each.right && box.right > each.left && box.top < each.bottom && box.bottom > each.top);
    for (const piece of pieces) {
      if (piece.view !== view || !piece.node || mine.has(piece.node) || !/\S/.test(piece.text) || piece.text.includes(digits)) continue;
      const range = piece.node.ownerDocument.createRange();
      range.selectNodeContents(piece.node);
      if (near(range.getBoundingClientRect())) others.push(...range.getClientRects());
    }
  }
  const printed = box => Math.max(0, ...others.map(each => {  // how much of its height they share
    const wide = Math.min(each.right, box.right) - Math.max(each.left, box.left), high = Math.min(each.bottom, box.bottom) - Math.max(each.top, box.top);
    return wide > box.width * 0.6 ? high / Math.min(each.height, box.height) : 0;
  }));
  const cells = [], whole = new Set();
  for (const part of own.parts) {
    const piece = pieces[part.index];
    const generated = /^::(before|after)$/.exec(piece.part || "");
    if (!piece.node && !generated && whole.has(part.index)) continue;
    whole.add(part.index);
    let box;
    if (piece.node) {
      const range = piece.node.ownerDocument.createRange();
      range.setStart(piece.node, Math.min(part.offset, piece.node.length)); range.setEnd(piece.node, Math.min(part.offset + part.length, piece.node.length));
      box = [...range.getClientRects()].find(each => each.width > 0) || new DOMRect();
    } else box = piece.element.getBoundingClientRect();
    let x = 0, y = 0;
    for (let view = piece.view, deep = 0; view && view !== window && deep < 20; deep++) {
      const frame = view.frameElement;
      if (!frame) break;
      const outer = frame.getBoundingClientRect();
      x += outer.left + frame.clientLeft; y += outer.top + frame.clientTop;
      view = frame.ownerDocument.defaultView;
    }
    const cell = { box: [box.left + x, box.top + y, box.width, box.height], sign: part.sign, whole: !piece.node, printed: printed(box) };
    if (generated) Object.assign(cell, { piece: part.index, part: generated[1], at: part.offset, of: piece.text.length, from: [x - piece.view.scrollX, y - piece.view.scrollY] });
    cells.push(cell);
  }
  return { cells, width: innerWidth, height: innerHeight, left: scrollX, top: scrollY };
})
