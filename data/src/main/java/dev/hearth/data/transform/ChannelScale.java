package dev.hearth.data.transform;

import java.util.List;

/**
 * A mean and a deviation for each channel: (v − mean) / deviation, as nets that were trained elsewhere
 * take their pictures.
 *
 * <pre>{@code
 * ChannelScale imageNet = new ChannelScale(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
 * }</pre>
 *
 * @param mean one a channel, of values in [0, 1]
 * @param deviation one a channel, above 0
 */
public record ChannelScale(List<Double> mean, List<Double> deviation) {

    /** Refuses what cannot be. */
    public ChannelScale {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        boolean finite =
                mean.stream().allMatch(Double::isFinite)
                        && deviation.stream().allMatch(d -> d > 0 && Double.isFinite(d));
        if (mean.isEmpty() || mean.size() != deviation.size() || !finite) {
            throw new IllegalArgumentException(
                    "ChannelScale needs as many finite means as deviations above 0. Received: mean="
                            + mean
                            + ", deviation="
                            + deviation
                            + ". Use 0.485,0.456,0.406 and 0.229,0.224,0.225 for ImageNet's.");
        }
    }

    /**
     * Scales a square's values in their place.
     *
     * @param values channels first
     * @param offset where they begin
     * @param area values of a channel
     */
    public void apply(float[] values, int offset, int area) {
        for (int c = 0; c < mean.size(); c++) {
            float centre = mean.get(c).floatValue();
            float spread = deviation.get(c).floatValue();
            for (int i = offset + c * area; i < offset + (c + 1) * area; i++) {
                values[i] = (values[i] - centre) / spread;
            }
        }
    }
}
