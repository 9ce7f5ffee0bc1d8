/** The panels beside the roll, of which one at the most is open. */
export class Side {
  #root;
  #rail;
  #panels = new Map();
  #open = null;

  /**
   * @param root holds a section for each panel
   * @param rail holds a button for each, which names the section that it controls
   * @param close the button that closes whichever is open
   */
  constructor(root, rail, close) {
    this.#root = root;
    this.#rail = rail;
    rail.addEventListener('click', ({target}) => {
      const button = target.closest('button');
      if (button) {
        this.#show(button.getAttribute('aria-controls'));
      }
    });
    close.addEventListener('click', () => this.#close());
    root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) {
        this.#close();
      }
    });
  }

  /** @param panel {opened(), closed()}: told when somebody begins and ceases to look */
  add(name, panel) {
    this.#panels.set(name, panel);
  }

  #button(name) {
    return this.#rail.querySelector(`[aria-controls=${name}]`);
  }

  /** Shows a panel; the one that is shown already is closed. */
  #show(name) {
    const again = name === this.#open;
    this.#hide();
    if (again) {
      return;
    }
    this.#open = name;
    this.#root.querySelector(`#${name}`).hidden = false;
    this.#root.hidden = false;
    this.#root.scrollTop = 0;
    this.#button(name).ariaExpanded = 'true';
    document.body.classList.add('with-side');
    this.#panels.get(name)?.opened();
  }

  #close() {
    const button = this.#open && this.#button(this.#open);
    this.#hide();
    button?.focus();
  }

  #hide() {
    if (this.#open === null) {
      return;
    }
    this.#root.querySelector(`#${this.#open}`).hidden = true;
    this.#root.hidden = true;
    this.#button(this.#open).ariaExpanded = 'false';
    document.body.classList.remove('with-side');
    this.#panels.get(this.#open)?.closed();
    this.#open = null;
  }
}
