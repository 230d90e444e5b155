package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixRateTest {

    private static Quantity share(List<Quantity> before) {
        return MatrixRate.share(before, "E1 step", "arithmetic", 1, 1e9, new Spread(2, 2, 2, 1));
    }

    @Test
    void a_share_of_the_machine_s_rate_is_told_where_that_was_measured() {
        Quantity whole = Quantity.once(MatrixRate.GROUP, MatrixRate.NAME, "GFLOP/s", 1, 2);
        assertThat(share(List.of(whole)).note()).isEqualTo("25.0 % of the machine's");
        assertThat(share(List.of()).note()).isEmpty();
        assertThat(share(List.of()).spread().median()).isEqualTo(0.5);
    }
}
