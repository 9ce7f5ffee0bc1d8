/**
 * MIDI over the network: AppleMIDI sessions (Apple, "MIDI Network Driver Protocol") that carry
 * RTP-MIDI packets (RFC 6295).
 *
 * <pre>
 *   sockets, thread        session                 streams                    octets
 *   RtpPorts ───────────▶  RtpSession ──▶ Peer ──▶ IncomingStream ──────────▶ RtpPacket
 *     OutQueue                 Invitation     │        SequenceWindow             CommandSection
 *     Announcement           AllowList      │        StreamState                RecoveryJournal
 *                            Peers          │        ClockSync
 *                            SessionPacket  │
 *                                           └─────▶ OutgoingStream ─────────▶ CommandWriter
 *                                                                             JournalHistory
 * </pre>
 *
 * All but the sockets is ordinary single-threaded code that is told the time and handed datagrams.
 * No octets that come in make it throw: what is malformed is counted and passed over.
 */
package antiphon.midi.port.rtp;
