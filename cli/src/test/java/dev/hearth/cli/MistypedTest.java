package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MistypedTest {

    @TempDir private Path temp;

    @ParameterizedTest
    @CsvSource({
        "lits, list",
        "Lsit, list",
        "reprodce, reproduce",
        "ledgr, ledger",
        "data fech mnist, fetch",
        "data veryfy mnist, verify",
        "train --imags x --model elu-mnist, --images",
        "train --images x --modle elu-mnist, --model",
        "train --images x --model elu-mnist --epoch 3, --epochs",
        "train --images x --model elu-mnist --hold_out 0.2, --hold-out",
        "predict --modle elu-mnist x.jpg, --model",
        "predict x.jpg -model elu-mnist, --model",
        "evaluate x --image y, --images",
        "export x --ou y, --out",
        "export x --out y --format onx, onnx",
        "export x --out y --names tim, timm",
        "serve --modle x, --model",
        "predict --model x y.jpg --engine onyx, onnx",
        "run elu/mnist-8x128/ELU --buget smoke, --budget",
        "run elu/mnist-8x128/ELU --budget papers, paper",
        "run elu/mnist-8x128/ELU --device cpa, cpu",
        "run elu/mnist-8x128/ELU --precision bfloat, bfloat16",
        "run elu/mnist-8x128/Elu, elu/mnist-8x128/ELU",
        "run elu/mnist-8x182/ELU, elu/mnist-8x128/ELU",
        "run elu/mnist-8x128/ELU --set bach=3, batch",
        "run elu/mnist-8x128/ELU --set rate.vale=3, value",
        "run elu/mnist-8x128/ELU --budget smoke --set corpus.set=stroks --out TEMP/o, strokes",
        "describe elu-cifr-11, elu-cifar-11",
        "describe elu_cifar_11, elu-cifar-11",
        "describe elu/mnist-8x128/Elu, elu/mnist-8x128/ELU",
        "evaluate --model inception-v44 --images TEMP --data TEMP, inception-v4",
        "import TEMP/x.pth --model elu-cifar11, elu-cifar-11",
        "reproduce --paper eluu --out TEMP/o, elu",
        "reproduce --paper weight-norm --out TEMP/o, weightnorm",
        "reproduce --experiment elu/mnist8x128 --out TEMP/o, elu/mnist-8x128",
        "reproduce --budget smokey, smoke",
        "ledger --paper fmpp, fmp",
        "data fetch mnits --data TEMP, mnist",
        "data verify cifar10 --data TEMP, cifar-10",
        "help trian, train",
    })
    void a_mistyped_word_of_a_closed_list_is_asked_back(String words, String meant) {
        String[] line = words.replace("TEMP", temp.toString()).split(" ");
        Called said = Called.of(line);
        assertThat(said.code()).as(said.toString()).isEqualTo(2);
        assertThat(said.err().strip().lines()).as(said.err()).hasSize(1);
        assertThat(said.err())
                .contains(". Received: ")
                .contains(". Did you mean " + meant + "? ")
                .doesNotContain("..");
        assertThat(temp.resolve("o")).doesNotExist();
    }
}
