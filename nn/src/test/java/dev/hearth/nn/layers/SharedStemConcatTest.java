package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedStemConcatTest {

    private static final Shape IN = new Shape.Image(3, 4, 5);

    @Test
    void each_branch_gets_its_share_in_order_and_none_the_input() {
        Layer fork =
                new SharedStemConcat(
                        new Identity(),
                        List.of(2, 0, 1),
                        List.of(new Identity(), new Identity(), new Identity()));
        assertThat(fork.out(IN)).isEqualTo(new Shape.Image(6, 4, 5));
        try (var room = Scope.open()) {
            Model net = Model.build(fork, IN, new Seed(1), Device.CPU);
            Tensor x = RandomTensors.of(new Seed(2)).normal(0, 1, IN.batch(2));
            Tensor wanted = Tensor.concat(1, x.narrow(1, 0, 2), x, x.narrow(1, 2, 1));
            assertThat(net.apply(x, Context.testing(new Seed(3))).toFloats())
                    .containsExactly(wanted.toFloats());
        }
    }

    @Test
    void shares_that_do_not_go_up_are_refused() {
        assertThatThrownBy(() -> new SharedStemConcat(Layers.conv(4, 1), List.of(4), List.of()))
                .hasMessage(
                        "SharedStemConcat needs a share of 0 or more for each branch, at least one."
                                + " Received: [4] for 0 branches. Give 0 to one that takes the input itself.");
        SharedStemConcat little =
                new SharedStemConcat(
                        Layers.conv(4, 1), List.of(1, 2), List.of(new Identity(), new Identity()));
        assertThatThrownBy(() -> little.out(IN))
                .hasMessage(
                        "SharedStemConcat needs shares that take all features of the opening, 4."
                                + " Received: [1, 2], 3 together. Change the shares, or the"
                                + " features of the opening.");
    }
}
