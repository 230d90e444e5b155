/** HEIC and AVIF pictures, by FFmpeg. */
module dev.hearth.heif {
    requires transitive dev.hearth.data;
    requires org.bytedeco.ffmpeg;
    requires org.bytedeco.javacpp;

    exports dev.hearth.heif;

    provides dev.hearth.data.image.PictureDecoder with
            dev.hearth.heif.HeifDecoder;
}
