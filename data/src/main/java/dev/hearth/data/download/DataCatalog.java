package dev.hearth.data.download;

import static dev.hearth.data.download.Checksum.md5;
import static dev.hearth.data.download.Checksum.sha256;

import dev.hearth.data.BadDataException;
import dev.hearth.data.DidYouMean;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of public data sets: where they are published, and how to tell that they arrived whole.
 *
 * <p>MNIST's sums are those of the original {@code .gz} files and of what is in them; CIFAR's are
 * those on its own page (MD5) and of the archives and their {@code .bin} files (SHA-256). The sums of
 * the released weights are noted at the first download, and checked from then on.
 *
 * <pre>{@code
 * DatasetSource digits = DataCatalog.published().entry("mnist");
 * }</pre>
 */
public record DataCatalog(List<DatasetSource> entries) {

    private static final List<String> MNIST_MIRRORS =
            List.of(
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    "https://storage.googleapis.com/cvdf-datasets/mnist/");
    private static final String TIMM_HOME = "https://huggingface.co/timm/";
    private static final String CIFAR_HOME = "https://www.cs.toronto.edu/~kriz/";

    /** Copies the list. */
    public DataCatalog {
        entries = List.copyOf(entries);
    }

    /** The data sets that the papers' experiments use, and the released weights of the Inception nets. */
    public static DataCatalog published() {
        return new DataCatalog(
                List.of(
                        mnist(),
                        cifarTen(),
                        cifarHundred(),
                        weights("inception-v4", "inception_v4.tf_in1k"),
                        weights("inception-resnet-v2", "inception_resnet_v2.tf_in1k")));
    }

    /**
     * An entry by name.
     *
     * @throws BadDataException if there is none of that name
     */
    public DatasetSource entry(String name) {
        List<String> names = entries.stream().map(DatasetSource::name).toList();
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        "A data set by name",
                                        name,
                                        DidYouMean.question(name, names)
                                                + "Choose from "
                                                + String.join(", ", names)));
    }

    private static DatasetSource mnist() {
        return new DatasetSource(
                "mnist",
                "mnist",
                DatasetSource.Packing.FILES,
                List.of(
                        digits(
                                "train-images-idx3-ubyte.gz",
                                9_912_422,
                                "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                        digits(
                                "train-labels-idx1-ubyte.gz",
                                28_881,
                                "d53e105ee54ea40749a09fcbcd1e9432",
                                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                        digits(
                                "t10k-images-idx3-ubyte.gz",
                                1_648_877,
                                "9fb629c4189551a2d022fa330f9573f3",
                                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                        digits(
                                "t10k-labels-idx1-ubyte.gz",
                                4_542,
                                "ec29112dd5afa0611ce80d1b7f02629c",
                                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
                List.of(
                        idx(
                                "train-images-idx3-ubyte",
                                DatasetFile.Holds.TRAIN,
                                60_000,
                                47_040_016,
                                "6bbc9ace898e44ae57da46a324031adb",
                                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                        idx(
                                "train-labels-idx1-ubyte",
                                DatasetFile.Holds.WORDS,
                                0,
                                60_008,
                                "a25bea736e30d166cdddb491f175f624",
                                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                        idx(
                                "t10k-images-idx3-ubyte",
                                DatasetFile.Holds.TEST,
                                10_000,
                                7_840_016,
                                "2646ac647ad5339dbf082846283269ea",
                                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                        idx(
                                "t10k-labels-idx1-ubyte",
                                DatasetFile.Holds.WORDS,
                                0,
                                10_008,
                                "27ae3e4e09519cfbb04c329615203637",
                                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")));
    }

    private static DownloadSource digits(String fileName, long bytes, String md5, String sha256) {
        return new DownloadSource(
                fileName,
                MNIST_MIRRORS.stream().map(mirror -> URI.create(mirror + fileName)).toList(),
                bytes,
                List.of(md5(md5), sha256(sha256)));
    }

    private static DatasetFile idx(
            String fileName,
            DatasetFile.Holds holds,
            int examples,
            long bytes,
            String md5,
            String sha256) {
        return new DatasetFile(
                fileName,
                DatasetFile.Form.IDX,
                holds,
                examples,
                bytes,
                List.of(md5(md5), sha256(sha256)));
    }

    private static DatasetSource cifarTen() {
        List<String> batches =
                List.of(
                        "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
                        "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
                        "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
                        "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
                        "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add");
        List<DatasetFile> pieces = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            pieces.add(
                    ten("data_batch_" + (i + 1) + ".bin", DatasetFile.Holds.TRAIN, batches.get(i)));
        }
        pieces.add(
                ten(
                        "test_batch.bin",
                        DatasetFile.Holds.TEST,
                        "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"));
        pieces.add(text("batches.meta.txt"));
        return new DatasetSource(
                "cifar-10",
                "cifar-10-batches-bin",
                DatasetSource.Packing.TAR_GZ,
                List.of(
                        archive(
                                "cifar-10-binary.tar.gz",
                                170_052_171,
                                "c32a1d4ab5d03f1284b67883e8d87530",
                                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")),
                pieces);
    }

    private static DatasetSource cifarHundred() {
        return new DatasetSource(
                "cifar-100",
                "cifar-100-binary",
                DatasetSource.Packing.TAR_GZ,
                List.of(
                        archive(
                                "cifar-100-binary.tar.gz",
                                168_513_733,
                                "03b5dce01913d631647c71ecec9e9cb8",
                                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")),
                Stream.of(
                                hundred(
                                        "train.bin",
                                        DatasetFile.Holds.TRAIN,
                                        50_000,
                                        "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
                                hundred(
                                        "test.bin",
                                        DatasetFile.Holds.TEST,
                                        10_000,
                                        "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"),
                                text("fine_label_names.txt"),
                                text("coarse_label_names.txt"))
                        .toList());
    }

    private static DownloadSource archive(String fileName, long bytes, String md5, String sha256) {
        return new DownloadSource(
                fileName,
                List.of(URI.create(CIFAR_HOME + fileName)),
                bytes,
                List.of(md5(md5), sha256(sha256)));
    }

    private static DatasetFile ten(String fileName, DatasetFile.Holds holds, String sha256) {
        return new DatasetFile(
                fileName,
                DatasetFile.Form.CIFAR_10,
                holds,
                10_000,
                10_000L * 3073,
                List.of(sha256(sha256)));
    }

    private static DatasetFile hundred(
            String fileName, DatasetFile.Holds holds, int examples, String sha256) {
        return new DatasetFile(
                fileName,
                DatasetFile.Form.CIFAR_100,
                holds,
                examples,
                examples * 3074L,
                List.of(sha256(sha256)));
    }

    /** Their sums are not published; they are pinned when the archive is unpacked. */
    private static DatasetFile text(String fileName) {
        return new DatasetFile(
                fileName, DatasetFile.Form.TEXT, DatasetFile.Holds.WORDS, 0, 0, List.of());
    }

    /** TensorFlow's released weights in timm's names; their sums are pinned on first use. */
    private static DatasetSource weights(String name, String home) {
        String file = "model.safetensors";
        return new DatasetSource(
                name,
                "weights/" + home,
                DatasetSource.Packing.FILES,
                List.of(
                        new DownloadSource(
                                file,
                                List.of(URI.create(TIMM_HOME + home + "/resolve/main/" + file)),
                                0,
                                List.of())),
                List.of(
                        new DatasetFile(
                                file,
                                DatasetFile.Form.SAFETENSORS,
                                DatasetFile.Holds.WEIGHTS,
                                0,
                                0,
                                List.of())));
    }
}
