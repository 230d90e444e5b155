package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorChooserFactory.EventExecutorChooser;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkThreadsTest {

    private final EventExecutor[] all =
            Stream.generate(DefaultEventExecutor::new).limit(3).toArray(EventExecutor[]::new);
    private final Set<EventExecutor> hanging = new HashSet<>();
    private final NetworkThreads threads = new NetworkThreads(hanging::contains);

    @Test
    void connections_are_dealt_in_turns_and_the_last_thread_gets_none() {
        EventExecutorChooser chooser = threads.newChooser(all);
        for (int i = 0; i < 6; i++) {
            assertThat(chooser.next()).isSameAs(all[(i + 1) % 2]);
        }
        EventExecutorChooser one = threads.newChooser(new EventExecutor[] {all[0], all[1]});
        assertThat(Stream.generate(one::next).limit(5)).containsOnly(all[0]);
    }

    @Test
    void one_that_hangs_is_left_out_until_it_goes_on() {
        EventExecutorChooser chooser = threads.newChooser(all);
        hanging.add(all[0]);
        assertThat(Stream.generate(chooser::next).limit(5)).containsOnly(all[1]);
        hanging.add(all[1]);
        assertThat(Stream.generate(chooser::next).limit(5)).containsOnly(all[2]);
        hanging.clear();
        assertThat(Stream.generate(chooser::next).limit(4)).containsOnly(all[0], all[1]);
    }
}
