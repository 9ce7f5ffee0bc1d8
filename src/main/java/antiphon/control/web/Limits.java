package antiphon.control.web;

/**
 * How much a client may ask for, and how long it may take.
 *
 * @param connections of all clients together
 * @param connectionsOfAddress of one address
 * @param pages sockets that are open at once
 * @param requestsPerSecond of one address, in the long run
 * @param requestBurst of one address, at once
 * @param messagesPerSecond of one page, in the long run: several times the fastest hands
 * @param messageBurst of one page, at once
 * @param socketBytesPerSecond of one page, in frames of any kind
 * @param headMs from the opening of a connection or the end of a request to the end of the next
 *     request's head
 * @param bodyMs from there to the end of its body
 * @param answerMs from there to the end of its answer
 */
record Limits(
    int connections,
    int connectionsOfAddress,
    int pages,
    int requestsPerSecond,
    int requestBurst,
    int messagesPerSecond,
    int messageBurst,
    int socketBytesPerSecond,
    long headMs,
    long bodyMs,
    long answerMs) {
  static final Limits USUAL =
      new Limits(512, 256, 128, 250, 1000, 1500, 3000, 1 << 18, 20_000, 10_000, 60_000);
}
