package dev.hearth.peers;

import dev.hearth.bench.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row: all peers' processes are started, and take turns, A B C, C B A, …; only one works at a
 * time.
 */
final class Comparison {

    private static final String BLOCKS =
            "glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=1073741824"
                    + ":glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1";

    private final Path home;
    private final Row row;
    private final Depth depth;
    private final int threads;
    private final Map<Peer, String> versions = new EnumMap<>(Peer.class);
    private final Map<Peer, String> reasons = new EnumMap<>(Peer.class);
    private final Map<Peer, Double> losses = new EnumMap<>(Peer.class);
    private final Map<Peer, List<Double>> seconds = new EnumMap<>(Peer.class);

    Comparison(Path home, Row row, Depth depth, int threads) {
        this.home = home;
        this.row = row;
        this.depth = depth;
        this.threads = threads;
    }

    List<Result> run(List<Peer> peers) throws IOException {
        Path plan = home.resolve("target/plans").resolve(row.word());
        new PlanFolder(plan).write(row, depth, threads);
        Map<Peer, Line> lines = new EnumMap<>(Peer.class);
        try {
            for (Peer peer : peers) {
                Path log = home.resolve("target/logs/" + row.word() + "-" + peer.word() + ".txt");
                Line line = Line.to(peer.command(home, plan, depth), environment(), log);
                lines.put(peer, line);
                hear(peer, line.answer(), false);
            }
            rounds(lines);
        } finally {
            for (Line line : lines.values()) {
                line.close();
            }
        }
        return peers.stream().map(this::result).toList();
    }

    /** The same for all: Hearth's own launcher has found these good for libtorch. */
    private Map<String, String> environment() {
        String count = Integer.toString(threads);
        return Map.of(
                "OMP_NUM_THREADS", count,
                "MKL_NUM_THREADS", count,
                "OPENBLAS_NUM_THREADS", count,
                "OMP_WAIT_POLICY", "PASSIVE",
                "GLIBC_TUNABLES", BLOCKS,
                "TF_CPP_MIN_LOG_LEVEL", "2");
    }

    private void rounds(Map<Peer, Line> lines) throws IOException {
        for (int i = 0; i < depth.warmUps(); i++) {
            for (Peer peer : able(lines)) {
                hear(peer, lines.get(peer).ask(), false);
            }
        }
        long begun = System.nanoTime();
        int done = 0;
        while (done < depth.rounds() || (System.nanoTime() - begun) / 1e9 < depth.seconds()) {
            List<Peer> order = able(lines);
            if (order.isEmpty()) {
                return;
            }
            if (done % 2 == 1) {
                java.util.Collections.reverse(order);
            }
            for (Peer peer : order) {
                hear(peer, lines.get(peer).ask(), true);
            }
            done++;
        }
    }

    private List<Peer> able(Map<Peer, Line> lines) {
        List<Peer> able = new ArrayList<>(lines.keySet());
        able.removeAll(reasons.keySet());
        return able;
    }

    private void hear(Peer peer, String answer, boolean counts) {
        String[] words = answer.split(" ");
        if (words[0].equals("ready")) {
            versions.put(peer, answer.substring("ready".length()).strip());
        } else if (words[0].equals("took") && Double.isFinite(Double.parseDouble(words[2]))) {
            losses.putIfAbsent(peer, Double.parseDouble(words[2]));
            if (counts) {
                seconds.computeIfAbsent(peer, all -> new ArrayList<>())
                        .add(Double.parseDouble(words[1]));
            }
        } else {
            // Where the Java machine itself crashes, it says so behind a #.
            String why = answer.startsWith("#") ? "(it failed) its process crashed" : answer;
            reasons.put(peer, why.replaceFirst("^cannot ", "").replace('|', '/'));
        }
    }

    private Result result(Peer peer) {
        String version = versions.getOrDefault(peer, "");
        if (reasons.containsKey(peer)) {
            return new Result(row, peer, version, Optional.empty(), reasons.get(peer));
        }
        int steps = row.work(depth).steps();
        double[] own = seconds.get(peer).stream().mapToDouble(s -> 1e3 * s / steps).toArray();
        List<Double> hearth = seconds.getOrDefault(Peer.HEARTH, List.of());
        // Without Hearth, or where it fell out on the way, there is nothing to compare with.
        double[] ratios = new double[Math.max(1, Math.min(own.length, hearth.size()))];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = hearth.isEmpty() ? Double.NaN : seconds.get(peer).get(i) / hearth.get(i);
        }
        Result.Figures figures =
                new Result.Figures(Spread.of(own), Spread.of(ratios), losses.get(peer));
        return new Result(row, peer, version, Optional.of(figures), "");
    }
}
