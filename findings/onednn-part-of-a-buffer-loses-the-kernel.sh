#!/usr/bin/env bash
# oneDNN 3.11 (the presets dnnl 3.11-1.5.13): a convolution that writes its channels into a part of a wider image, so that a concatenation is no copy.
# Guess: channels last, a part of the channels is the same layout with a larger step from pixel to pixel, which the kernels take as a leading dimension; so a fast kernel is chosen
# as for an image of its own.
# Instead: the step is refused by every fast kernel, in the source as in the destination, and the plain reference loop is chosen, without an error or a warning (1×1, 1024 to 384 channels at
# 17×17). With sixteen channels together (nChw16c) a part of the channels has its fast kernel.
# A user who joins an Inception block's branches without copies, channels last, gets right numbers and a net as slow as its plain loops.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.bytedeco</groupId><artifactId>dnnl</artifactId><version>3.11-1.5.13</version></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>dnnl</artifactId><version>3.11-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>opencl</artifactId><version>3.0-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version><classifier>linux-x86_64</classifier></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.*;
import org.bytedeco.javacpp.*;

public class Finding {
    static final dnnl_engine CPU = new dnnl_engine();
    static final int SIDE = 17;

    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static void check(int status) {
        if (status != dnnl_success) throw new IllegalStateException("status " + status);
    }

    static dnnl_memory_desc dense(int tag, long... extents) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_tag(made, extents.length, extents, dnnl_f32, tag));
        return made;
    }

    /** The first channels of an image that has more of them. */
    static dnnl_memory_desc part(int tag, long channels, long ofChannels) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_submemory(
                made, dense(tag, 1, ofChannels, SIDE, SIDE), new long[] {1, channels, SIDE, SIDE}, new long[] {0, 0, 0, 0}));
        return made;
    }

    /** The name of the kernel for a convolution of 1×1. */
    static String kernel(dnnl_memory_desc from, long channels, dnnl_memory_desc to, long filters) {
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        long[] one = {1, 1};
        long[] none = {0, 0};
        check(dnnl_convolution_forward_primitive_desc_create(
                made, CPU, dnnl_forward_inference, dnnl_convolution_direct, from,
                dense(dnnl_format_tag_any, filters, channels, 1, 1), null, to, one, none, none, none, null));
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            check(dnnl_primitive_desc_query(made, dnnl_query_impl_info_str, 0, text));
            return text.get(BytePointer.class, 0).getString();
        }
    }

    public static void main(String[] arguments) {
        Loader.load(org.bytedeco.dnnl.global.dnnl.class);
        check(dnnl_engine_create(CPU, dnnl_cpu, 0));
        dnnl_version_t version = dnnl_version();
        System.out.println("oneDNN " + version.major() + "." + version.minor() + "." + version.patch());
        long in = 1024;
        long out = 384;
        for (int tag : new int[] {dnnl_nhwc, dnnl_nChw16c}) {
            String layout = tag == dnnl_nhwc ? "channels last" : "sixteen channels together";
            dnnl_memory_desc from = dense(tag, 1, in, SIDE, SIDE);
            dnnl_memory_desc to = dense(tag, 1, out, SIDE, SIDE);
            String own = kernel(from, in, to, out);
            String written = kernel(from, in, part(tag, out, 1024), out);
            String read = kernel(part(tag, in, 2048), in, to, out);
            System.out.println(layout + ": images of their own " + own + "; written into a part " + written + "; read from a part " + read);
            expect(!own.contains("ref"), layout + ": images of their own have a fast kernel");
            boolean last = tag == dnnl_nhwc;
            expect(written.contains("ref") == last, layout + ": writing into a part " + (last ? "is left to the reference loop" : "has a fast kernel"));
            expect(read.contains("ref") == last, layout + ": reading from a part " + (last ? "is left to the reference loop" : "has a fast kernel"));
        }
    }
}
JAVA
javac -cp "$home/lib/*" -d "$home" "$home/Finding.java"
java -Dorg.bytedeco.javacpp.cachedir="$home/cache" -Dorg.bytedeco.javacpp.logger.debug=false -cp "$home:$home/lib/*" Finding
