package antiphon.midi.port.alsa;

/**
 * What the kernel announces of clients, ports and subscriptions.
 *
 * @param type an event type of {@link Sequencer}
 * @param port the address of the port that it is about, or that plays; of a client alone, with port
 *     0
 * @param target of a subscription, the address of the port that is played to; else 0
 * @param byOthers of a subscription, whether it is the notice that the kernel gives to the owner of
 *     a port, beside the announcement to everybody, when another client has subscribed it
 */
record Announcement(int type, int port, int target, boolean byOthers) {}
