package dev.hearth.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What training scripts put around a net's own tensors. */
class StateDictWrappingTest {

    @TempDir private Path temp;

    @Test
    void a_training_scripts_dict_and_a_wrapped_net_are_looked_into() throws IOException {
        SmallTorch script =
                SmallTorch.nothing()
                        .op(0x80, 2, '}')
                        .memo()
                        .op('(')
                        .text("epoch")
                        .whole(70_000)
                        .text("best")
                        .op('G', 0x3F, 0xE0, 0, 0, 0, 0, 0, 0)
                        .text("state_dict")
                        .op('}', '(')
                        .storage("0", floats(5), 1)
                        .text("module.bias")
                        .tensor("FloatStorage", "0", 0, of(1), of(1))
                        .op('u', 'u', '.');
        try (WeightFile weights = WeightFile.open(file(script.zip()))) {
            assertThat(weights.floats("bias")).containsExactly(5);
        }
    }

    /** As PyTorch's own example of ImageNet saves it: a tensor stands beside the net. */
    @Test
    void a_figure_beside_the_net_is_not_taken_for_it() throws IOException {
        SmallTorch script =
                net(
                                SmallTorch.nothing()
                                        .op(0x80, 2, '}')
                                        .memo()
                                        .op('(')
                                        .text("epoch")
                                        .whole(90)
                                        .text("arch")
                                        .text("inception_v4")
                                        .text("state_dict"),
                                "module.bias",
                                5)
                        .storage("9", floats(71.5f), 1)
                        .text("best_acc1")
                        .tensor("FloatStorage", "9", 0, of(), of())
                        .text("optimizer")
                        .op('}', '(')
                        .text("state")
                        .op('}')
                        .text("param_groups")
                        .op(']', '(', '}', '(')
                        .text("lr")
                        .op('G', 0x3F, 0xE0, 0, 0, 0, 0, 0, 0)
                        .text("nesterov")
                        .op(0x89, 'u', 'e', 'u')
                        .op('u', '.');
        try (WeightFile weights = WeightFile.open(file(script.zip()))) {
            assertThat(weights.tensors()).extracting(StoredTensor::name).containsExactly("bias");
            assertThat(weights.floats("bias")).containsExactly(5);
        }
    }

    /** A dict with one tensor. */
    private static SmallTorch net(SmallTorch before, String name, float value) {
        String key = Integer.toString((int) value);
        return before.op('}', '(')
                .storage(key, floats(value), 1)
                .text(name)
                .tensor("FloatStorage", key, 0, of(1), of(1))
                .op('u');
    }

    @ParameterizedTest
    @CsvSource({
        "state_dict,state_dict_ema,2",
        "model,model_ema,2",
        "model_ema,state_dict,1",
        "state_dict,optimizer,1",
        "other,model,2"
    })
    void the_first_dict_of_those_that_hold_a_net_is_it(String one, String other, float wanted)
            throws IOException {
        SmallTorch script = SmallTorch.nothing().op(0x80, 2, '}').memo().op('(').text(one);
        net(net(script, "bias", 1).text(other), "bias", 2).op('u', '.');
        try (WeightFile weights = WeightFile.open(file(script.zip()))) {
            assertThat(weights.floats("bias")).containsExactly(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "module.", "model.", "_orig_mod.", "module._orig_mod.", "model.module."})
    void what_wrappers_put_before_all_names_is_taken_off(String wrapping) throws IOException {
        SmallTorch dicts = SmallTorch.nothing().op(0x80, 2, '}').memo().op('(').text("model");
        dicts.op('}', '(').text("state_dict");
        net(dicts, wrapping + "head.bias", 3).op('u', 'u', '.');
        try (WeightFile weights = WeightFile.open(file(dicts.zip()))) {
            assertThat(weights.floats("head.bias")).containsExactly(3);
        }
        Path safetensors = temp.resolve("wrapped.safetensors");
        new SafetensorsWriter()
                .metadata("format", "pt")
                .floats(wrapping + "a.bias", List.of(1L), new float[] {1})
                .floats(wrapping + "model.b", List.of(2L), new float[] {2, 3})
                .write(safetensors);
        try (WeightFile weights = WeightFile.open(safetensors)) {
            assertThat(weights.tensors())
                    .extracting(StoredTensor::name)
                    .containsExactly("a.bias", "model.b");
            assertThat(weights.floats("model.b")).containsExactly(2, 3);
            assertThat(weights.tensor("a.bias").shape()).containsExactly(1L);
            assertThat(weights.metadata()).containsEntry("format", "pt");
        }
    }

    @Test
    void a_dict_that_holds_itself_has_an_end() throws IOException {
        Path file =
                file(
                        SmallTorch.nothing()
                                .op(0x80, 2, '}', 'q', 0)
                                .text("model")
                                .op('h', 0, 's', '.')
                                .zip());
        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: none in a dict of 1.");
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(temp.resolve("weights.pth"), bytes);
    }

    private static long[] of(long... values) {
        return values;
    }

    private static byte[] floats(float value) {
        return ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array();
    }
}
