package dev.hearth.experiments;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** Tells which jobs of a queue have ended, whoever does them, and about how long the others will take. */
public final class JobProgress {

    private final JobQueue queue;
    private final String session;
    private final PrintStream screen;
    private final Set<Integer> known;
    private final double before;
    private final long begun = System.nanoTime();

    /** Begins to measure time now, and says how many jobs are done. */
    public JobProgress(JobQueue queue, String session, PrintStream screen) {
        this.queue = queue;
        this.session = session;
        this.screen = screen;
        this.known = new HashSet<>(queue.ended(session));
        this.before = queue.share(List.copyOf(known));
        screen.printf(Locale.ROOT, "%d jobs, of which %d are done.%n", queue.size(), known.size());
    }

    /** Prints a line for each job that has ended since; whether there was one. */
    public boolean tell() {
        boolean hasNews = false;
        for (int job : queue.ended(session)) {
            if (known.add(job)) {
                hasNews = true;
                double share = queue.share(List.copyOf(known));
                double seconds = (System.nanoTime() - begun) / 1e9;
                double left = seconds * (1 - share) / Math.max(1e-9, share - before);
                screen.printf(
                        Locale.ROOT,
                        "  %3d/%d %s%s, left for all: %s%n",
                        known.size(),
                        queue.size(),
                        queue.names().get(job),
                        how(job),
                        known.size() == queue.size()
                                ? "nothing"
                                : "about " + Reproduction.words(left));
            }
        }
        return hasNews;
    }

    private String how(int job) {
        OptionalDouble took = queue.seconds(job);
        return took.isPresent()
                ? " took " + Reproduction.words(took.getAsDouble())
                : " failed (" + queue.failure(job, session).orElse("its folder says why") + ")";
    }
}
