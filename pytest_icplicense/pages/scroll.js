// Scroll through the page, as readers do: some of it may only come then.
(async () => {
  const root = document.scrollingElement || document.documentElement, step = innerHeight * 0.9, HIGHEST = 40000, MOST = 40;
  for (let at = 0, count = 0; at < Math.min(root.scrollHeight, HIGHEST) && count < MOST; at += step, count++) {
    scrollTo(0, at);
    await new Promise(done => setTimeout(done, 16));
  }
  scrollTo(0, 0);
  const inner = [...document.querySelectorAll("body,main,div,section")].filter(each => each.scrollHeight > each.clientHeight + 100 && each.clientHeight > innerHeight / 2 && /auto|scroll/.test(getComputedStyle(each).overflowY));
  for (const each of inner.slice(0, 3)) {  // where an application scrolls a part of its window
    for (let at = 0, count = 0; at < Math.min(each.scrollHeight, HIGHEST) && count < MOST; at += step, count++) {
      each.scrollTop = at;
      await new Promise(done => setTimeout(done, 16));
    }
    each.scrollTop = 0;
  }
})()
