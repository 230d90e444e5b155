package dev.hearth.train;

import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The losses and figures of the last steps, kept by the engine until somebody looks. */
final class LossWindow {

    /** Steps between two looks. */
    static final int LENGTH = 50;

    /** No participant's name is empty. */
    private static final String RATE = "/rate";

    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private final Map<String, Double> means = new TreeMap<>();
    private final Map<String, Map<String, List<Float>>> figures = new TreeMap<>();
    private double rate;
    private long after;
    private int filled;

    /** Its tensors live in the scope open now. */
    LossWindow(List<Participant> participants) {
        for (Participant participant : participants) {
            tracks.put(participant.name(), new Track(participant));
        }
    }

    /** What one participant leaves. */
    private static final class Track {
        private final Tensor losses;
        private final Map<String, Tensor> figures = new LinkedHashMap<>();
        private final boolean[] played = new boolean[LENGTH];
        private final float[] shares = new float[LENGTH];

        Track(Participant participant) {
            losses = fresh(participant);
            participant.traced().forEach(name -> figures.put(name, fresh(participant)));
        }

        private static Tensor fresh(Participant participant) {
            return Tensor.zeros(LENGTH).to(participant.parameters().values().device());
        }
    }

    /**
     * A participant's update; where it has several with a batch, the last stays.
     *
     * @param share of this worker in the batch, 1 for a single one
     */
    void put(Participant participant, Tensor loss, double share) {
        Track track = tracks.get(participant.name());
        track.shares[filled] = (float) share;
        track.losses.narrow(0, filled, 1).copyInPlace(loss.detach());
        track.played[filled] = true;
        if (!track.figures.isEmpty()) {
            Map<String, Tensor> seen = participant.figures();
            track.figures.forEach(
                    (name, kept) -> kept.narrow(0, filled, 1).copyInPlace(seen.get(name).detach()));
        }
    }

    void rate(double used) {
        rate = used;
    }

    double rate() {
        return rate;
    }

    void advance() {
        filled++;
    }

    /** How many steps were done before the first of those read last. */
    long after() {
        return after;
    }

    /** Each participant's mean loss over the steps read last, of those that were updated. */
    Map<String, Double> means() {
        return new TreeMap<>(means);
    }

    /** By participant, by name, a value for each of the steps read last. */
    Map<String, Map<String, List<Float>>> figures() {
        return new TreeMap<>(figures);
    }

    /**
     * Reads the losses of all workers, refuses what is not finite, adds the rest to the epoch's sums.
     */
    void close(long step, Map<String, Double> sums, String lastGood, WorkerShare share) {
        means.clear();
        figures.clear();
        after = step - filled;
        for (Map.Entry<String, Track> entry : tracks.entrySet()) {
            Track track = entry.getValue();
            float[] values = track.losses.toFloats();
            Optional<WorkerShare.Diverged> lost = share.firstDiverged(values, filled, track.played);
            share.average(values, track.shares);
            if (lost.isPresent()) {
                int at = lost.get().index();
                throw DivergedException.ofLoss(
                        entry.getKey(), lost.get().words(), after + at, values[at], lastGood);
            }
            double sum = 0;
            int count = 0;
            for (int i = 0; i < filled; i++) {
                if (!track.played[i]) {
                    continue;
                }
                sum += values[i];
                count++;
            }
            if (count > 0) {
                means.put(entry.getKey(), sum / count);
            }
            sums.merge(entry.getKey(), sum, Double::sum);
            Map<String, List<Float>> seen = new TreeMap<>();
            track.figures.forEach((name, tensor) -> seen.put(name, read(tensor, track, share)));
            if (!seen.isEmpty()) {
                figures.put(entry.getKey(), seen);
            }
            Arrays.fill(track.played, false);
        }
        filled = 0;
    }

    /**
     * The steps since the last look, to be gone on with by {@link #resume}: losses by participant,
     * figures by participant/figure, the rate of the last step for each.
     *
     * @throws DivergedException if a loss is not finite
     */
    Map<String, List<Double>> open(long step, String lastGood) {
        Map<String, List<Double>> open = new TreeMap<>();
        if (filled == 0) {
            return open;
        }
        open.put(RATE, Collections.nCopies(filled, rate));
        tracks.forEach(
                (participant, track) -> {
                    List<Double> losses = doubles(track.losses, track.played);
                    for (int i = 0; i < filled; i++) {
                        if (track.played[i] && !Double.isFinite(losses.get(i))) {
                            throw DivergedException.ofLoss(
                                    participant, "", step - filled + i, losses.get(i), lastGood);
                        }
                    }
                    open.put(participant, losses);
                    track.figures.forEach(
                            (name, tensor) ->
                                    open.put(
                                            participant + "/" + name,
                                            doubles(tensor, track.played)));
                });
        return open;
    }

    private List<Double> doubles(Tensor tensor, boolean[] played) {
        float[] values = tensor.toFloats();
        List<Double> each = new ArrayList<>(filled);
        for (int i = 0; i < filled; i++) {
            each.add(played[i] ? (double) values[i] : Double.NaN);
        }
        return each;
    }

    /** Goes on with what {@link #open} gave. */
    void resume(Map<String, List<Double>> open) {
        if (open.isEmpty()) {
            return;
        }
        filled = open.get(RATE).size();
        rate = open.get(RATE).get(filled - 1);
        tracks.forEach(
                (participant, track) -> {
                    List<Double> losses = open.get(participant);
                    fill(track.losses, losses);
                    for (int i = 0; i < filled; i++) {
                        track.played[i] = !Double.isNaN(losses.get(i));
                    }
                    track.figures.forEach(
                            (name, tensor) -> fill(tensor, open.get(participant + "/" + name)));
                });
    }

    private static void fill(Tensor tensor, List<Double> values) {
        float[] each = new float[values.size()];
        for (int i = 0; i < each.length; i++) {
            each[i] = values.get(i).floatValue();
        }
        tensor.narrow(0, 0, each.length).copyInPlace(each);
    }

    /** The names that {@link #open} gives. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(RATE));
        tracks.forEach(
                (participant, track) -> {
                    names.add(participant);
                    track.figures.keySet().forEach(name -> names.add(participant + "/" + name));
                });
        return names;
    }

    private List<Float> read(Tensor tensor, Track track, WorkerShare share) {
        float[] values = values(tensor, track, share);
        List<Float> each = new ArrayList<>(filled);
        for (int i = 0; i < filled; i++) {
            each.add(track.played[i] ? values[i] : Float.NaN);
        }
        return each;
    }

    /** Means over the examples of all workers. */
    private static float[] values(Tensor tensor, Track track, WorkerShare share) {
        float[] values = tensor.toFloats();
        share.average(values, track.shares);
        return values;
    }
}
