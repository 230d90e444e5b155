package dev.hearth.experiments;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.FolderLock;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The jobs of some experiments, the longest first, for several processes that share a folder. Each takes
 * the first job that is open and that no other process is at; a job whose process has ended is open again
 * and goes on from its last checkpoint. {@link Reproduction} afterwards reads what was done, and judges.
 *
 * <pre>{@code
 * static int left(Run.Place place, Path out, List<Experiment> experiments) {
 *     JobQueue queue = JobQueue.of(place, Budget.SHORT, out, experiments);
 *     queue.work("monday");              // the same word in each process
 *     return queue.size() - queue.ended("monday").size();
 * }
 * }</pre>
 */
public final class JobQueue {

    private final Run.Place place;
    private final List<Entry> entries;

    /** A job with its folder. */
    private record Entry(String experiment, Job job, Path folder, double cost) {

        String name() {
            return experiment + " " + job.arm() + " seed " + job.seed();
        }

        boolean isDone() {
            return Files.exists(folder.resolve("result.json"));
        }

        Path failureFile() {
            return folder.resolve("failed.txt");
        }

        /** Why it failed in this session, if it did: in another one it is tried again. */
        Optional<String> failure(String session) {
            try {
                List<String> lines =
                        Files.exists(failureFile()) ? Files.readAllLines(failureFile()) : List.of();
                return lines.size() > 1 && lines.get(0).equals(session)
                        ? Optional.of(lines.get(1))
                        : Optional.empty();
            } catch (IOException gone) {
                return Optional.empty();
            }
        }

        boolean hasFailed(String session) {
            return failure(session).isPresent();
        }
    }

    private JobQueue(Run.Place place, List<Entry> entries) {
        this.place = place;
        this.entries = entries;
    }

    /**
     * The jobs of experiments, whose designs are written down where they are not yet.
     *
     * @param out the folder of all results, as for a {@link Reproduction}
     * @throws BadDataException if runs in the folder were begun by another design, or nothing can be written to it
     */
    public static JobQueue of(
            Run.Place place, Budget budget, Path out, List<Experiment> experiments) {
        JobCost cost = new JobCost(place.datasets());
        List<Entry> entries = new ArrayList<>();
        for (Experiment experiment : experiments) {
            Plan plan = experiment.plan(budget, place.datasets()::has);
            Path runs = out.resolve(experiment.name());
            Preregistration.check(runs, plan);
            for (Job job : plan.jobs()) {
                Path folder = RunFigure.folder(runs, job.arm(), job.seed());
                entries.add(new Entry(experiment.name(), job, folder, cost.of(job)));
            }
        }
        entries.sort(Comparator.comparingDouble(Entry::cost).reversed());
        return new JobQueue(place, List.copyOf(entries));
    }

    /** How many jobs there are. */
    public int size() {
        return entries.size();
    }

    /** The names of the jobs, the longest first. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /**
     * Which jobs are done or have failed.
     *
     * @param session in which they may have failed
     * @return indices of {@link #names}
     */
    public List<Integer> ended(String session) {
        return IntStream.range(0, entries.size())
                .filter(i -> entries.get(i).isDone() || entries.get(i).hasFailed(session))
                .boxed()
                .toList();
    }

    /** Why a job of {@link #names} failed in a session; empty if it did not. */
    public Optional<String> failure(int job, String session) {
        return entries.get(job).failure(session);
    }

    /** How long a job of {@link #names} took, in seconds; empty if it is not done. */
    public OptionalDouble seconds(int job) {
        Entry entry = entries.get(job);
        return entry.isDone()
                ? OptionalDouble.of(Result.read(entry.folder().resolve("result.json")).seconds())
                : OptionalDouble.empty();
    }

    /** The share of the work that some jobs are, from 0 to 1. */
    public double share(List<Integer> jobs) {
        double all = entries.stream().mapToDouble(Entry::cost).sum();
        return all == 0 ? 1 : jobs.stream().mapToDouble(i -> entries.get(i).cost()).sum() / all;
    }

    /**
     * Does jobs until all are done or have failed, and waits for those that other processes are at.
     *
     * @param session a word that tells this call, and those in other processes that share its work, from
     *     earlier ones: what failed then is tried again
     */
    public void work(String session) {
        while (true) {
            boolean isBusyElsewhere = false;
            boolean hasWorked = false;
            for (Entry entry : entries) {
                if (entry.isDone() || entry.hasFailed(session)) {
                    continue;
                }
                Optional<FolderLock> taken = FolderLock.take(entry.folder(), "job.lock");
                if (taken.isEmpty()) {
                    isBusyElsewhere = true;
                    continue;
                }
                try (FolderLock held = taken.get()) {
                    if (!entry.isDone() && !entry.hasFailed(session)) {
                        run(entry, session);
                        hasWorked = true;
                        break;
                    }
                }
            }
            if (!hasWorked) {
                if (!isBusyElsewhere) {
                    return;
                }
                JobLock.aWhile();
            }
        }
    }

    /**
     * Does one job, unless it is done or has failed; waits while another process is at it.
     *
     * @param job index in {@link #names}
     * @param session as in {@link #work}
     */
    public void workOn(int job, String session) {
        Entry entry = entries.get(job);
        while (!entry.isDone() && !entry.hasFailed(session)) {
            Optional<FolderLock> taken = FolderLock.take(entry.folder(), "job.lock");
            if (taken.isEmpty()) {
                JobLock.aWhile();
                continue;
            }
            try (FolderLock held = taken.get()) {
                if (!entry.isDone()) {
                    run(entry, session);
                }
            }
        }
    }

    private void run(Entry entry, String session) {
        try {
            entry.job().run(place, entry.folder(), List.of());
            Files.deleteIfExists(entry.failureFile());
        } catch (CancelledException cancelled) {
            throw cancelled;
        } catch (IOException | RuntimeException | Error failure) {
            if (failure instanceof BadDataException unwritable
                    && !Files.isDirectory(entry.folder())) {
                throw unwritable;
            }
            AtomicFile.write(
                    entry.failureFile(), session + "\n" + Reproduction.why(failure) + "\n");
        }
    }
}
