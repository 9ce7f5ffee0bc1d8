/**
 * Virtual ports on macOS: a destination {@code Antiphon In} and a source {@code Antiphon Out} that
 * every program sees, and one more for each further port of the plan. Devices and the ports of
 * others are the business of {@link antiphon.midi.port.javasound}.
 *
 * <p>The facts about CoreMIDI and CoreFoundation are from Apple's documentation of {@code
 * MIDIServices.h} ({@code MIDIClientCreate}, {@code MIDISourceCreate}, {@code
 * MIDIDestinationCreate}, {@code MIDIReceived}, {@code MIDIPacket}, {@code MIDIPacketNext}). What
 * is native is in {@link antiphon.midi.port.coremidi.NativeCoreMidi} alone.
 */
package antiphon.midi.port.coremidi;
