package antiphon.app.bench;

/** Something that happens in every other phase of a measurement. */
interface Disturbance extends AutoCloseable {
  /** How long nothing counts after it has begun or ended. */
  long settleNs();

  /** How long is measured then. */
  long phaseNs();

  /** Begins or ends it; returns when it has begun or ended. */
  void setOpen(boolean isOpen);

  @Override
  void close();
}
