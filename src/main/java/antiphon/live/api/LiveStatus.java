package antiphon.live.api;

import java.util.Map;

/**
 * How the engine is, at one moment. Immutable.
 *
 * @param positionTicks where in musical time the moment is
 * @param sounding notes that sound at the far side
 * @param counts what has been counted since the start, by name
 */
public record LiveStatus(
    Mode mode,
    Floor floor,
    double tempoBpm,
    String meter,
    long positionTicks,
    int sounding,
    Map<Parameter, Double> parameters,
    String model,
    Map<String, Long> counts) {}
