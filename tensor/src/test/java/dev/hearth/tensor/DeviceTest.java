package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

    @Test
    void is_parsed_as_it_is_printed() {
        assertThat(Device.CPU).hasToString("cpu");
        assertThat(Device.cuda()).hasToString("cuda:0").isEqualTo(Device.cuda(0));
        assertThat(Device.cuda(1)).hasToString("cuda:1").isNotEqualTo(Device.cuda());
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
        assertThat(Device.parse("CUDA")).isEqualTo(Device.cuda());
        assertThat(Device.parse("cuda:12")).isEqualTo(Device.cuda(12));
        assertThat(Device.cuda(1).index()).isEqualTo(1);
        assertThat(Device.cuda(1).isCpu()).isFalse();
        assertThat(Device.CPU.isCpu()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tpu", "cpu:1", "cuda:", "cuda:-1", "cuda:x", "cuda:1000", "cuda 1"})
    void another_text_is_refused(String text) {
        assertThatThrownBy(() -> Device.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A device is cpu, cuda or cuda:N with N from 0 to 127. Received: "
                                + text
                                + ". Write cpu, or cuda:1 for the second GPU.");
    }

    @Test
    void an_index_outside_is_refused() {
        assertThatThrownBy(() -> Device.cuda(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: cuda:-1.");
        assertThatThrownBy(() -> new Device(Device.Kind.CPU, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: cpu:1.");
    }

    @Test
    void a_device_that_is_not_there_is_refused_in_three_parts() {
        int count = LibTorch.cudaDevices();
        assertThat(Device.CPU.isPresent()).isTrue();
        Device missing = Device.cuda(count);
        assertThat(missing.isPresent()).isFalse();
        String message =
                "Device cuda:"
                        + count
                        + " needs a GPU of that number and the CUDA build of libtorch. Received: "
                        + LibTorch.version()
                        + " with "
                        + count
                        + " GPUs. Use cpu, or build with -Pcuda on a computer that has one.";
        assertThatThrownBy(missing::refuseUnlessPresent)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> Tensor.full(1, DType.FLOAT32, missing, 2)).hasMessage(message);
            Tensor x = Tensor.ones(2);
            assertThatThrownBy(() -> x.to(missing)).hasMessage(message);
            assertThat(x.to(Device.parse("cpu"))).isSameAs(x);
        }
    }
}
