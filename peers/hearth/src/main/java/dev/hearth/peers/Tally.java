package dev.hearth.peers;

import dev.hearth.bench.Spread;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What peers said in a row, and what follows from it. Who once cannot, is not asked again; so the i-th
 * time of each belongs to the i-th round, and ratios are taken there.
 */
final class Tally {

    private static final String JAVA = System.getProperty("java.runtime.version");

    private final Map<Peer, String> versions = new EnumMap<>(Peer.class);
    private final Map<Peer, String> reasons = new EnumMap<>(Peer.class);
    private final Map<Peer, Double> losses = new EnumMap<>(Peer.class);
    private final Map<Peer, List<Double>> seconds = new EnumMap<>(Peer.class);

    boolean isAble(Peer peer) {
        return !reasons.containsKey(peer);
    }

    /**
     * Takes an answer down.
     *
     * @param peer who gave it
     * @param answer as its {@link dev.hearth.peers.plan.PeerProtocol} says it
     * @param counts whether its time is one of the measured ones
     */
    void hear(Peer peer, String answer, boolean counts) {
        Optional<Stretch> stretch = Stretch.of(answer);
        if (stretch.isPresent()) {
            took(peer, stretch.get(), counts);
        } else if (answer.equals("ready") || answer.startsWith("ready ")) {
            versions.put(peer, answer.substring("ready".length()).strip());
        } else {
            // Where the Java machine itself crashes, it says so behind a #.
            String why = answer.startsWith("#") ? "(it failed) its process crashed" : answer;
            reasons.put(peer, why.replaceFirst("^cannot ", "").replace('|', '/'));
        }
    }

    private void took(Peer peer, Stretch stretch, boolean counts) {
        String loss = stretch.loss();
        // NaN, and Python's nan and inf, are words.
        if (!loss.matches("-?[0-9].*")) {
            reasons.put(peer, "(it failed) its loss became " + loss);
            return;
        }
        losses.putIfAbsent(peer, Double.parseDouble(loss));
        if (counts) {
            seconds.computeIfAbsent(peer, all -> new ArrayList<>()).add(stretch.seconds());
        }
    }

    Result result(Row row, int steps, Peer peer) {
        String version = versions.getOrDefault(peer, "");
        if (!isAble(peer)) {
            return new Result(row, peer, version, JAVA, Optional.empty(), reasons.get(peer));
        }
        double[] own = seconds.get(peer).stream().mapToDouble(s -> 1e3 * s / steps).toArray();
        List<Double> hearth = seconds.getOrDefault(Peer.HEARTH, List.of());
        // Without Hearth, or where it fell out on the way, there is nothing to compare with.
        double[] ratios = new double[Math.max(1, Math.min(own.length, hearth.size()))];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = hearth.isEmpty() ? Double.NaN : seconds.get(peer).get(i) / hearth.get(i);
        }
        Result.Figures figures =
                new Result.Figures(Spread.of(own), Spread.of(ratios), losses.get(peer));
        return new Result(row, peer, version, JAVA, Optional.of(figures), "");
    }
}
