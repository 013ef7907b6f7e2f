(() => {
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = numbers(colour).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const paper = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [, , , alpha = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return getComputedStyle(at).backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const below = (element) => {
    const before = element.previousElementSibling;
    if (!element.closest('svg')) return [paper(element)];
    if (before && before.tagName === 'rect') return [getComputedStyle(before).fill];
    const band = element.closest('svg').querySelector('.band');
    return [paper(element), ...(band ? [getComputedStyle(band).fill] : [])];
  };
  const found = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest('script, [hidden]')) continue;
    seen += 1;
    const style = getComputedStyle(element);
    const ink = element.closest('svg') ? style.fill : style.color;
    for (const under of below(element)) {
      if (contrast(ink, under) < 4.5) found.set(`${ink} on ${under}`, texts.currentNode.data.slice(0, 60));
    }
  }
  return seen < 100 ? [`only ${seen} texts were seen`] : [...found];
})()
