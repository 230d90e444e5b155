package dev.hearth.inference;

import dev.hearth.train.RateRangeTest;

/**
 * What a learning-rate range test found for {@link FineTuning#rate}.
 *
 * @param curve by the rates that the stage was trained at
 * @param times how many times {@link FineTuning#rate} the stage is trained at: 10 for the head alone, 1
 *     for the whole model
 */
public record FoundRate(RateRangeTest.Curve curve, int times) {

    /** What {@link FineTuning#rate} takes, so that the stage is trained at the curve's suggestion. */
    public double rate() {
        return curve.suggestion() / times;
    }
}
