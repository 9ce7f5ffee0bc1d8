package antiphon.midi.port.jack;

/**
 * On which terms Antiphon takes part in the graph.
 *
 * @param promisedNs how long after its deadline a message is to be heard, if that can be
 * @param follows whether the song is where the server's transport is
 * @param tellsBars whether Antiphon is to be the transport's timebase master
 */
record Terms(long promisedNs, boolean follows, boolean tellsBars) {}
