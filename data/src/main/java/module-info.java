/** Data sets, their download, images and augmentation. */
@SuppressWarnings("requires-automatic")
module dev.hearth.data {
    requires com.fasterxml.jackson.databind;
    requires com.twelvemonkeys.imageio.jpeg;
    requires transitive dev.hearth.tensor;
    requires transitive java.desktop;
    requires java.net.http;
    requires org.apache.commons.compress;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.leptonica;

    uses dev.hearth.data.image.PictureDecoder;

    exports dev.hearth.data;
    exports dev.hearth.data.dataset;
    exports dev.hearth.data.download;
    exports dev.hearth.data.handwriting;
    exports dev.hearth.data.image;
    exports dev.hearth.data.strokes;
    exports dev.hearth.data.transform;

    opens dev.hearth.data to
            com.fasterxml.jackson.databind;
    opens dev.hearth.data.dataset to
            com.fasterxml.jackson.databind;
    opens dev.hearth.data.transform to
            com.fasterxml.jackson.databind;
}
