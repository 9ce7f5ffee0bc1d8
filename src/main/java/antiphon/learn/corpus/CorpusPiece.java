package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;

/** One usable file of a corpus. */
public record CorpusPiece(String name, Split split, MidiPiece piece) {}
