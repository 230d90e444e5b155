package dev.hearth.tensor;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a record ends and gradients are carried on by hand.
 *
 * @param leaf where the later record begins
 * @param body what carries on
 * @param saved what it reads
 */
record Cut(Tensor leaf, Consumer<Tensor> body, Tensor[] saved) {

    /** Hands on what a backward pass has brought, if it came by here. */
    void follow() {
        if (!leaf.isAlive()) {
            return;
        }
        try (var turn = Scope.open();
                var quiet = NoGrad.open()) {
            Optional<Tensor> gradient = leaf.takeGradient();
            gradient.ifPresent(body);
        }
    }

    /** Goes where the record behind it goes. */
    void moveTo(Scope from, Scope around) {
        move(leaf, from, around);
        for (Tensor tensor : saved) {
            move(tensor, from, around);
        }
    }

    static void move(Tensor tensor, Scope from, Scope around) {
        if (tensor.scope() == from) {
            tensor.moveTo(around);
            around.admit(tensor);
        }
    }
}
