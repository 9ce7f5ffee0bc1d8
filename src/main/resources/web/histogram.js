/** A small histogram that changes while one looks: bars of the last seconds before those since the start. */
import {duration, element} from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 40;

export class Histogram {
  /** The picture, with the bounds of its buckets below it. */
  part;
  #picture = document.createElementNS(SVG, 'svg');
  #bounds = element('p', {className: 'bounds', ariaHidden: 'true'});
  #bars = [];

  constructor() {
    this.#picture.setAttribute('preserveAspectRatio', 'none');
    this.#picture.setAttribute('role', 'img');
    this.part = element('div', {className: 'histogram'}, this.#picture, this.#bounds);
  }

  /**
   * @param total, recent {buckets: [{toUs, count}]} with the same bounds
   * @param label the same in words
   */
  show(total, recent, label) {
    this.#picture.setAttribute('aria-label', label);
    const count = total.buckets.length;
    if (this.#bars.length !== 2 * count) {
      this.#build(total.buckets);
    }
    this.#raise(0, total.buckets);
    this.#raise(count, recent.buckets);
  }

  #build(buckets) {
    this.#picture.setAttribute('viewBox', `0 0 ${buckets.length} ${HEIGHT}`);
    this.#bars = ['total', 'recent'].flatMap((kind) => buckets.map((_, at) => bar(kind, at)));
    this.#picture.replaceChildren(...this.#bars);
    const bounds = buckets.map(({toUs}) => toUs).filter((toUs) => toUs !== null);
    const few = [0, 1, 2, 3].map((third) => bounds[Math.round((third * (bounds.length - 1)) / 3)]);
    this.#bounds.replaceChildren(...few.map((toUs) => element('span', {textContent: duration(toUs ?? 0)})));
  }

  /** Heights are logarithms: what happened once is seen beside what happens always. */
  #raise(first, buckets) {
    const most = Math.log1p(Math.max(1, ...buckets.map(({count}) => count)));
    buckets.forEach(({count}, at) => {
      const height = (HEIGHT * Math.log1p(count)) / most;
      this.#bars[first + at].setAttribute('height', height);
      this.#bars[first + at].setAttribute('y', HEIGHT - height);
    });
  }
}

function bar(kind, at) {
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('class', kind);
  rect.setAttribute('x', at + 0.06);
  rect.setAttribute('width', 0.88);
  return rect;
}
