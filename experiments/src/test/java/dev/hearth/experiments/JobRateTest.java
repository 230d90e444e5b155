package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.train.TrainingListener;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobRateTest {

    private record Work(double effort) implements Job {
        @Override
        public String arm() {
            return "arm";
        }

        @Override
        public long seed() {
            return 1;
        }

        @Override
        public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
            throw new UnsupportedOperationException();
        }
    }

    private static JobRate rate(int before, double... efforts) {
        List<Job> jobs = Arrays.stream(efforts).<Job>mapToObj(Work::new).toList();
        return new JobRate(jobs, index -> index < before);
    }

    @Test
    void what_is_left_follows_the_effort_of_what_was_measured() {
        JobRate rate = rate(0, 1, 1, 4);
        assertThat(rate.left()).isEqualTo("?");
        rate.done(0, 10);
        assertThat(rate.left()).isEqualTo("50.0 s");
        rate.done(1, 20);
        assertThat(rate.left()).isEqualTo("1 min 0 s");
        rate.done(2, 1);
        assertThat(rate.left()).isEqualTo("nothing");
    }

    @Test
    void what_was_done_before_costs_nothing_and_tells_nothing() {
        JobRate rate = rate(2, 1, 1, 4);
        rate.done(0, 0);
        assertThat(rate.left()).isEqualTo("?");
        assertThat(JobRate.left(List.of(rate(2, 1, 1)))).hasValue(0);
    }

    @Test
    void an_experiment_to_come_lasts_as_long_as_the_mean_of_the_others() {
        JobRate first = rate(0, 2, 2);
        JobRate second = rate(0, 100, 300);
        JobRate third = rate(1, 10, 30);
        List<JobRate> all = List.of(first, second, third);
        assertThat(JobRate.left(all)).isEmpty();
        first.done(0, 30);
        // Half of 60 s, 60 s, and three quarters of 60 s.
        assertThat(JobRate.left(all)).hasValue(135);
        first.done(1, 30);
        second.done(0, 50);
        // 150 s more, and three quarters of the mean of 60 s and 200 s.
        assertThat(JobRate.left(all)).hasValue(150 + 97.5);
        assertThat(JobRate.words(JobRate.left(all))).isEqualTo("4 min 8 s");
    }
}
