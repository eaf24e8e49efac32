// What of a page is laid out, and where. Runs in a world of its own, which the page's scripts cannot reach.
// Gives numbers that look like license or filing numbers, each with the boxes of its signs; what they look like is
// measured from pixels. Nothing here clicks.
(() => {
  const PLACES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘陇青宁新";
  // No stricter than `find_numbers` in model/number.py, which reads what is found.
  const PLACE = `(?:[(\\[【〔]\\s*)?(?:合字|[${PLACES}])(?:\\s*[)\\]】〕])?\\s*`;
  const NUMBER = new RegExp(
    `(?:${PLACE}(?:字\\s*)?(?:[(\\[【〔]\\s*)?)?[AB]\\s*[12](?:(?:\\s*[.、,/·&和及]\\s*|[ \\t]{1,3})[AB]\\s*[12]){0,7}(?:\\s*[)\\]】〕])?\\s*-{1,2}\\s*[0-9]+(?:-[0-9]+)?` +
    `|${PLACE}[Ii][Cc][Pp]\\s*证\\s*(?:[:字第号-]\\s*){0,3}[0-9]+(?:-[0-9]+)?\\s*号?`, "g");
  const NEVER = new Set("SCRIPT STYLE TEMPLATE NOSCRIPT NOEMBED NOFRAMES AUDIO VIDEO CANVAS IFRAME OBJECT METER PROGRESS DATALIST".split(" "));
  // Signs that NFKC turns into letters and digits and that nobody writes a number with (`_UNLIKE` in model/number.py).
  const UNLIKE = /[\u00b2\u00b3\u00b9\u2070-\u209f\u2100-\u218f\u2460-\u24ff\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f1ff}\u{1fbf0}-\u{1fbf9}]/u;
  const HOST = /-|^(?:ARTICLE|ASIDE|BLOCKQUOTE|BODY|DIV|FOOTER|H[1-6]|HEADER|MAIN|NAV|P|SECTION|SPAN)$/;  // what may have a shadow root
  const SOFT = "\u0001", MOST = 200000, CANDIDATES = 12;
  const pieces = [];          // {text, node, start (in the node), element, view, apart}
  let apart = 0;              // how deep in what is placed elsewhere than in its line
  let total = 0, cut = false, opaque = 0, pictures = 0, hosts = 0, text = "";
  const unlike = [];          // what stands in `text` as \ufffd
  const signs = [];           // for each sign of `text`: [piece index, offset in its text]

  const rendered = element => element.checkVisibility ? element.checkVisibility() : element.getClientRects().length > 0;
  const spaced = style => ["marginLeft", "marginRight", "paddingLeft", "paddingRight", "borderLeftWidth", "borderRightWidth"].some(name => parseFloat(style[name]) > 0);
  // A hard edge ends a line; what floats, or stands beside others in a row or a table, may go on in the next element.
  const edge = (style, outer, drawn) => {
    if (style.display === "ruby-text") return "\n";
    if (/^(sub|super)$/.test(style.verticalAlign)) return SOFT;
    if (/^(inline|contents|ruby|none)/.test(style.display)) return (style.display.length > 6 && style.display !== "contents") || spaced(style) ? SOFT : "";
    if (style.float !== "none" || /absolute|fixed/.test(style.position) || /cell|math/.test(style.display) || (outer && /flex|grid/.test(outer.display))) return SOFT;
    return drawn ? SOFT : "\n";
  };

  const cased = (string, style) => {
    const other = style.textTransform === "uppercase" ? string.toUpperCase() : style.textTransform === "lowercase" ? string.toLowerCase() : string;
    return other.length === string.length ? other : string;
  };

  function add(written, node, element, view, part) {
    if (written && written.includes("\u202e")) cut = true;
    const string = written && cased(written, view.getComputedStyle(element, part && part.startsWith("::") ? part : undefined));
    if (!string || total > MOST) { cut = cut || total > MOST; return; }
    total += string.length;
    pieces.push({ text: string, node, element, view, part, apart: apart > 0 || view.getComputedStyle(element).fontSize === "0px" });
    const at = pieces.length - 1;
    let offset = 0;
    for (const sign of string) {
      if (UNLIKE.test(sign) || sign === "\ufffd") unlike.push(sign);
      for (const folded of UNLIKE.test(sign) ? "\ufffd" : sign.normalize("NFKC")) {
        if (/[\u00ad\u034f\u180e\u200b-\u200e\u202a\u202c\u2060-\u2064\ufe0e\ufe0f\ufeff]/.test(folded)) continue;
        const plain = /[‐‑‒–—―−]/.test(folded) ? "-" : /\s/.test(folded) ? " " : folded;
        text += plain;
        for (let unit = 0; unit < plain.length; unit++) signs.push([at, offset, sign.length]);
      }
      offset += sign.length;
    }
  }
  function gap(what = "\n") {
    if (text && what && !text.endsWith("\n") && !(what === SOFT && text.endsWith(SOFT))) { text += what; signs.push([-1, 0, 0]); }
  }
  const plainly = string => string.replace(/\\(?:([0-9a-f]{1,6}) ?|(.))/gi, (_, code, sign) => code ? String.fromCodePoint(parseInt(code, 16)) : sign);
  function generated(element, name, view) {
    const style = view.getComputedStyle(element, name);
    const content = style.content;
    if (content && content !== "none" && content !== "normal" && style.display !== "none" && shows(content + style.backgroundImage + style.maskImage)) {
      const wide = parseFloat(style.width), high = parseFloat(style.height);  // "auto" where it is as large as its picture
      if (!(Math.max(wide, high) < 48 || Math.min(wide, high) < 6) && rendered(element)) pictures++;
    }
    if (!content || content === "none" || content === "normal" || style.display === "none") return;
    const parts = [...content.matchAll(/"((?:[^"\\]|\\.)*)"|attr\(\s*([\w-]+)|\//g)];
    if (/(?:open|close)-quote/.test(content) && /\d/.test(style.quotes)) cut = true;
    const alternative = parts.findIndex(match => match[0] === "/");  // what comes behind it is read out, not shown
    if (alternative >= 0) parts.length = alternative;
    if (/counters?\(/.test(content) && /[AB]\s*[12]\s*-?[\s\d]*$/.test((text.slice(-40) + content).replaceAll(SOFT, "").replace(/["\s]*counters?\(.*$/, ""))) cut = true;  // what it counts, nothing tells
    add(parts.map(match => match[1] !== undefined ? plainly(match[1]) : element.getAttribute(match[2]) || "").join(""), null, element, view, name);
  }
  function shows(value) {     // whether one of the pictures that a style names may be large enough; those at hand say how large
    return [...value.matchAll(/url\("((?:[^"\\]|\\.)*)"\)/g)].some(match => {
      const made = new Image();
      made.src = match[1].replace(/\\(.)/g, "$1");
      return !made.complete || !made.naturalWidth || (Math.max(made.naturalWidth, made.naturalHeight) >= 48 && Math.min(made.naturalWidth, made.naturalHeight) >= 6);
    });
  }
  const tiny = image => image.complete && image.naturalWidth > 0 && Math.min(image.naturalWidth, image.naturalHeight) < 6 && !/svg/i.test(image.currentSrc);
  const masked = (value, owner) => [...value.matchAll(/url\("([^"]*)"\)/g)].some(([, address]) => {  // one of the page itself has outlines, or none
    const own = address.startsWith("#") ? owner.getElementById(address.slice(1)) : null;
    return !own || own.querySelector("text,path,image,use,foreignObject") !== null;
  });
  function documentOf(frame, view) {  // of one in a sandbox, of a data: address, or of an <embed>, which tell nobody
    for (let at = 0; at < Math.min(view.length, 100); at++) if (view[at].frameElement === frame) return view[at].document;
    return null;
  }
  const later = new Map();    // what stands above a line, not in it
  function walk(node, view) {
    const stack = [[node, view]];
    while (stack.length) {
      const [current, seen, after] = stack.pop();
      if (current === null) { after(); continue; }
      if (current.nodeType === 3 || current.nodeType === 4) { if (/\S/.test(current.data)) add(current.data, current, current.parentElement || current.getRootNode().host, seen); else if (current.data) add(" ", current, current.parentElement, seen); continue; }
      if (current.nodeType !== 1 && current.nodeType !== 11 && current.nodeType !== 9) continue;
      if (current.nodeType === 1) {
        const tag = current.tagName.toUpperCase();
        if (tag === "IFRAME" || tag === "FRAME" || tag === "OBJECT" || tag === "EMBED") {
          let inner = null;
          try { inner = current.contentDocument || documentOf(current, seen); } catch (error) { inner = null; }
          const named = current.srcdoc === undefined || current.srcdoc === "" ? current.src || current.data || "" : "";
          if (inner && (inner.contentType === "application/pdf" || (inner.URL === "about:blank" && /^(?:https?|data|blob|file):/.test(named)))) inner = null;
          if (inner && inner.documentElement && rendered(current)) { gap(); stack.push([inner.documentElement, inner.defaultView]); continue; }
          if (rendered(current) && current.getBoundingClientRect().width > 40 && (current.src || current.data || current.srcdoc)) opaque++;
          if (tag !== "OBJECT") continue;
        }
        const style = seen.getComputedStyle(current);
        if (style.display === "none") { if (!NEVER.has(tag) && tag !== "HEAD") unlaid(current, seen); continue; }
        if (NEVER.has(tag) && tag !== "OBJECT" && !(tag === "STYLE" || tag === "SCRIPT")) { if (tag === "CANVAS" || tag === "VIDEO") picture(current); continue; }
        if (tag === "SELECT" && (current.multiple || current.size > 1)) {
          for (const option of current.options) { gap(); add(option.label, null, option, seen, "control"); }
          gap();
          continue;
        }
        if (tag === "SELECT") {
          const option = current.selectedOptions[0];
          if (option) add(option.label, null, current, seen, "control");
          continue;
        }
        if (tag === "INPUT" && !/^(hidden|checkbox|radio|range|color|file|password|image)$/.test(current.type)) { add(current.value || current.placeholder, null, current, seen, "control"); continue; }
        if (tag === "TEXTAREA" && current.scrollHeight > current.clientHeight + 2) { cut = true; continue; }
        if (tag === "TEXTAREA") { add(current.value || current.placeholder, null, current, seen, "control"); continue; }
        if (tag === "IMG" && current.complete && !current.naturalWidth && current.alt) { add(current.alt, null, current, seen, "control"); continue; }
        if (tag === "IMG" && tiny(current)) continue;
        if (tag === "IMG" || tag === "IMAGE" || (tag === "INPUT" && current.type === "image")) picture(current);
        if (tag === "SVG" && current.querySelector("path,use,image,polygon") ) picture(current);
        if (/url\(|image-set\(/.test(style.backgroundImage) || /url\(/.test(style.content) || /url\(/.test(style.borderImageSource) || masked(style.maskImage, seen.document)) picture(current);
        if (/override/.test(style.unicodeBidi) && style.direction === "rtl" && /\d/.test(current.textContent)) cut = true;  // it reads otherwise than it is written
        const outer = current.parentElement ? seen.getComputedStyle(current.parentElement) : null;
        if (style.display === "ruby-text" && !later.has(current)) { later.set(current, seen); continue; }
        const side = edge(style, outer, current.namespaceURI !== "http://www.w3.org/1999/xhtml");
        gap(side);
        if (style.display.includes("list-item") && shows(style.listStyleImage) && rendered(current)) pictures++;
        if (style.display.includes("list-item") && /\d/.test(seen.getComputedStyle(current, "::marker").content + style.listStyleType)) cut = true;  // where a marker stands, nothing tells
        const outside = /absolute|fixed/.test(style.position);
        if ((style.order !== "0" || style.float === "right" || (outer && /reverse/.test(outer.flexDirection))) && current.textContent.length < 16 && /\d/.test(current.textContent)) cut = true;  // it may stand before what is written before it
        if (outside) apart++;
        generated(current, "::before", seen);
        stack.push([null, seen, () => { gap(side); if (outside) apart--; }]);
        stack.push([null, seen, () => generated(current, "::after", seen)]);
        if (tag === "BR") gap();
        const inner = current.shadowRoot ? current.shadowRoot.childNodes : tag === "SLOT" && current.assignedNodes().length ? current.assignedNodes() : current.childNodes;
        if (!current.shadowRoot && HOST.test(tag) && rendered(current) && !drawn(inner)) hosts++;
        for (let at = inner.length - 1; at >= 0; at--) stack.push([inner[at], seen]);
        continue;
      }
      for (let at = current.childNodes.length - 1; at >= 0; at--) stack.push([current.childNodes[at], seen]);
    }
  }
  function drawn(nodes) {     // whether what is in an element is laid out; of what has a closed shadow root nothing is
    const range = document.createRange();
    return [...nodes].slice(0, 20).some(node => {
      if (node.nodeType === 1) return node.getClientRects().length > 0 || getComputedStyle(node).display === "contents";
      range.selectNodeContents(node);
      return node.nodeType === 3 && range.getClientRects().length > 0;
    });
  }
  const lost = [];            // text that is not laid out at all
  function unlaid(element, view) {
    const found = element.textContent || "";
    if (lost.length < 50 && found.length < 20000) lost.push([found, view.getComputedStyle(element).display === "none" ? "display: none" : "not laid out"]);
  }
  function picture(element) {
    const box = element.getBoundingClientRect();
    const wide = Math.max(box.width, box.height), high = Math.min(box.width, box.height);
    if (wide >= 48 && high >= 6) pictures++;
  }
  const bare = address => address.replace(/(?:index\.html)?(?:#.*)?$/, ""), here = bare(location.href);
  const leads = [...document.querySelectorAll("meta[http-equiv=refresh i]")].map(meta => {  // after so many seconds to another page
    const match = /^\s*[\d.]+(?:\s*[;,]|\s)\s*(?:url\s*=\s*)?["']?([^"'\s][^"']*)/i.exec(meta.content);
    try { return match ? bare(new URL(match[1].trim(), document.baseURI).href) : ""; } catch (error) { return ""; }
  }).find(to => to && to !== here) || "";
  const viewport = [...document.querySelectorAll("meta[name=viewport i]")].map(meta => meta.content);
  if (document.documentElement) walk(document.documentElement, window);
  for (const [element, view] of later) walk(element, view);
  cut = cut || document.getElementsByTagName("parsererror").length > 0;  // a server may send it as HTML, which shows all of it

  const offsets = view => {
    let x = 0, y = 0, inner = view;
    for (let deep = 0; deep < 20 && inner && inner !== window; deep++) {
      const frame = inner.frameElement;
      if (!frame) break;
      const box = frame.getBoundingClientRect();
      x += box.left + frame.clientLeft; y += box.top + frame.clientTop;
      inner = frame.ownerDocument.defaultView;
    }
    return [x, y];
  };
  function boxes(piece, start, end) {
    let found;
    if (piece.node) {
      const range = piece.node.ownerDocument.createRange();
      range.setStart(piece.node, Math.min(start, piece.node.length)); range.setEnd(piece.node, Math.min(end, piece.node.length));
      found = [...range.getClientRects()];
    } else {
      found = [...piece.element.getClientRects()];
    }
    const [x, y] = offsets(piece.view);
    return found.map(box => [box.left + x, box.top + y, box.width, box.height]);
  }
  // How much larger an element is painted than it is laid out.
  function scaled(style) {
    let scale = 1;
    if (style.transform && style.transform !== "none") {
      const matrix = new DOMMatrixReadOnly(style.transform);
      scale = Math.sqrt(Math.abs(matrix.m11 * matrix.m22 - matrix.m12 * matrix.m21));
    }
    const [across, down = across] = style.scale && style.scale !== "none" ? style.scale.split(" ").map(Number) : [1];
    return scale * Math.sqrt(Math.abs(across * down));
  }
  function style(piece) {
    let opacity = 1, struck = false, why = "", broken = false, moves = false, stays = false, scale = 1, blur = 0;
    const own = piece.view.getComputedStyle(piece.element, piece.part && piece.part.startsWith("::") ? piece.part : undefined);
    if (piece.part && piece.part.startsWith("::")) {  // it may be struck through for itself, or have a box of its own
      struck = /line-through/.test(own.textDecorationLine) && !/(?:^rgba\(.*,|\/) *0(?:\.0\d*)?\)$/.test(own.textDecorationColor);
      broken = own.display.startsWith("inline-") || own.float !== "none" || /absolute|fixed/.test(own.position);
      stays = /fixed/.test(own.position);
    }
    if (own.visibility !== "visible") why = `visibility: ${own.visibility}`;
    else if ((own.webkitTextSecurity || "none") !== "none") why = `text-security: ${own.webkitTextSecurity}`;
    for (let element = piece.element; element; element = element.parentElement || (element.getRootNode() && element.getRootNode().host) || null) {
      const each = piece.view.getComputedStyle(element);
      if (each.display !== "contents") opacity *= parseFloat(each.opacity);
      if ((each.display !== "inline" || element.tagName === "svg") && each.display !== "contents") scale *= scaled(each);
      for (const [, radius] of each.filter.matchAll(/\bblur\(([\d.]+)px/g)) blur = Math.max(blur, Number(radius));
      moves = moves || element.tagName === "MARQUEE" || element.getAnimations().some(one => one.playState === "running" && one.effect && one.effect.getComputedTiming().endTime === Infinity);
      stays = stays || /fixed|sticky/.test(each.position);
      if (!broken && /line-through/.test(each.textDecorationLine) && !/(?:^rgba\(.*,|\/) *0(?:\.0\d*)?\)$/.test(each.textDecorationColor)) struck = true;
      if (each.display.startsWith("inline-") || each.float !== "none" || each.position === "absolute" || each.position === "fixed") broken = true;
    }
    if (!why && struck) why = "line-through";
    if (!why && opacity < 0.1) why = `opacity: ${opacity}`;
    const drawing = piece.element.ownerSVGElement;
    if (drawing) {
      const matrix = piece.element.getCTM && piece.element.getCTM();
      if (matrix) scale *= Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c));
    }
    return { why, moves, stays, blur, size: parseFloat(own.fontSize) * scale * (piece.element.currentCSSZoom || 1) };
  }
  function written(element, string) {  // how wide a text is
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = getComputedStyle(element).font;
    return brush.measureText(string).width;
  }
  const found = [];
  const lines = [[text.replaceAll(SOFT, "\n"), signs]];  // with what may stand side by side in lines of its own, in one, and without what is placed elsewhere
  const only = kept => lines.push([[...Array(text.length).keys()].filter(kept).map(at => text[at]).join(""), signs.filter((_, at) => kept(at))]);
  if (text.includes(SOFT)) only(at => text[at] !== SOFT);
  if (pieces.some(piece => piece.apart)) only(at => text[at] !== SOFT && !(signs[at][0] >= 0 && pieces[signs[at][0]].apart));
  const met = new Set();
  for (const [text, signs] of lines) for (const match of text.matchAll(NUMBER)) {
    if (found.length >= CANDIDATES) { cut = true; break; }
    const where = JSON.stringify([match[0], signs[match.index], signs[match.index + match[0].length - 1]]);
    if (met.has(where)) continue;
    met.add(where);
    const parts = [];
    for (let at = match.index; at < match.index + match[0].length; at++) {
      const [index, offset, length] = signs[at];
      if (index < 0 || text[at] === " ") continue;
      const last = parts[parts.length - 1];
      if (last && last.index === index && last.offset === offset) continue;
      parts.push({ index, offset, length, sign: text[at] });
    }
    const cells = [];
    let why = "", size = 1e9, moves = false, stays = false, blur = 0;
    const whole = new Set();
    for (const part of parts) {
      const piece = pieces[part.index];
      if (!piece.node && whole.has(part.index)) continue;
      whole.add(part.index);
      const told = style(piece);
      why = why || told.why;
      moves = moves || told.moves;
      stays = stays || told.stays;
      blur = Math.max(blur, told.blur / told.size);
      const rects = boxes(piece, part.offset, part.offset + part.length).filter(box => box[2] > 0 && box[3] > 0);
      if (!rects.length) why = why || "not laid out";
      const box = rects[0] || [0, 0, 0, 0];
      size = Math.min(size, told.size);
      cells.push({ box, sign: part.sign, whole: !piece.node });
      if (piece.element.tagName === "SELECT" && written(piece.element, piece.text) > piece.element.clientWidth) why = why || "cut off";
      if (piece.element.tagName === "INPUT" && piece.element.scrollWidth > piece.element.clientWidth + 1) why = why || "cut off";
    }
    const around = text.slice(Math.max(0, match.index - 40), match.index + match[0].length + 40);
    found.push({ number: match[0], after: text.slice(match.index + match[0].length, match.index + match[0].length + 1), before: text[match.index - 1] || "", why, moves, stays, blur, size, cells, around, parts });
  }
  globalThis.icplicense = { found, pieces };
  const hidden = [];
  for (const [string, why] of lost) for (const match of string.normalize("NFKC").matchAll(NUMBER)) hidden.push([match[0], why]);
  return { text: text.replaceAll(SOFT, "\n").replace(/\ufffd/g, () => unlike.shift()).slice(0, 200000), found: found.map(({ parts, ...rest }) => rest), hidden, pictures, opaque, hosts, cut, leads, viewport };
})()
