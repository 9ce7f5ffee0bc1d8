package antiphon.midi.port;

/** Whether to believe what a driver says of the instant at which a message came. */
public final class ArrivalTime {
  /** A stamp older than this belongs to another clock, or to a message that waited somewhere. */
  public static final long OLDEST_NS = 100_000_000;

  private ArrivalTime() {}

  /**
   * The driver's stamp when it lies in the last {@value #OLDEST_NS} ns; else now: the future is no
   * time of arrival, and a message from long ago is heard when it comes.
   *
   * @param stampNs the driver's stamp, mapped to the process's clock
   * @param nowNs the instant of the callback
   */
  public static long believed(long stampNs, long nowNs) {
    long ageNs = nowNs - stampNs;
    return ageNs >= 0 && ageNs <= OLDEST_NS ? stampNs : nowNs;
  }
}
