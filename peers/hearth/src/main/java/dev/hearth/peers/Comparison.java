package dev.hearth.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One row: all peers' processes are started, and take turns, A B C, C B A, …; only one works at a
 * time.
 */
final class Comparison {

    private static final String BLOCKS =
            "glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=1073741824"
                    + ":glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1";

    /** OpenBLAS's waiting threads spin for some hundredths of a second after their last product. */
    private static final long REST_MILLISECONDS = 200;

    private final Path home;
    private final Row row;
    private final PeerEffort depth;
    private final int threads;
    private final Tally tally = new Tally();

    Comparison(Path home, Row row, PeerEffort depth, int threads) {
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
                Line line = Line.to(peer.command(home, plan, depth), environment(peer), log);
                lines.put(peer, line);
                tally.hear(peer, line.answer(), false);
            }
            rounds(lines);
        } finally {
            for (Line line : lines.values()) {
                line.close();
            }
        }
        int steps = row.work(depth).steps();
        return peers.stream().map(peer -> tally.result(row, steps, peer)).toList();
    }

    /**
     * The same for all: Hearth's own launcher has found these good for libtorch. Hearth alone is not told
     * how many threads OpenBLAS has, since it shares its products out itself.
     */
    private Map<String, String> environment(Peer peer) {
        String count = Integer.toString(threads);
        Map<String, String> environment =
                new TreeMap<>(
                        Map.of(
                                "OMP_NUM_THREADS", count,
                                "MKL_NUM_THREADS", count,
                                "OPENBLAS_NUM_THREADS", count,
                                "OMP_WAIT_POLICY", "PASSIVE",
                                "GLIBC_TUNABLES", BLOCKS,
                                "TF_CPP_MIN_LOG_LEVEL", "2"));
        environment.putAll(peer.environment());
        if (peer.isHearth()) {
            environment.remove("OPENBLAS_NUM_THREADS");
        }
        return environment;
    }

    /**
     * One turn, begun when the threads of whoever was asked before have ceased to spin: the row's stretches, one
     * after the other. What waking up costs is so shared by many steps, and code that is compiled while it
     * runs is compiled by the end of the warm-ups.
     */
    private String asked(Line line) throws IOException {
        try {
            Thread.sleep(REST_MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        double seconds = 0;
        String loss = "";
        for (int i = 0; i < row.stretches(); i++) {
            String answer = line.ask();
            Optional<Stretch> stretch = Stretch.of(answer);
            if (stretch.isEmpty()) {
                return answer;
            }
            seconds += stretch.get().seconds();
            loss = stretch.get().loss();
        }
        return new Stretch(seconds / row.stretches(), loss).said();
    }

    private void rounds(Map<Peer, Line> lines) throws IOException {
        for (int i = 0; i < depth.warmUps(); i++) {
            for (Peer peer : able(lines)) {
                tally.hear(peer, asked(lines.get(peer)), false);
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
                Collections.reverse(order);
            }
            for (Peer peer : order) {
                tally.hear(peer, asked(lines.get(peer)), true);
            }
            done++;
        }
    }

    private List<Peer> able(Map<Peer, Line> lines) {
        List<Peer> able = new ArrayList<>(lines.keySet());
        able.removeIf(peer -> !tally.isAble(peer));
        return able;
    }
}
