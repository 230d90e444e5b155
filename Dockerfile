# docker build -t hearth .            with HEIC and AVIF: --build-arg PROFILES=dist,heif
# docker run --rm -p 127.0.0.1:8080:8080 -v "$PWD/runs/photos:/model:ro" hearth
# docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" hearth train --images photos --model inception-resnet-half --out runs/photos
FROM maven:3.9-eclipse-temurin-17 AS build
ARG PROFILES=dist
WORKDIR /build
COPY . .
RUN mvn -B -q -pl cli -am -P"$PROFILES" -Dmaven.test.skip=true -Dspotless.check.skip=true package \
    && mkdir /unpacked && tar -xzf cli/target/hearth-*.tar.gz -C /unpacked --strip-components=1 \
    && /unpacked/install /opt/hearth

FROM eclipse-temurin:17-jre
# Fonts are for the pictures that are drawn: confusion matrices, curves.
RUN apt-get update && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 hearth \
    && install -d -o hearth -g hearth /work
COPY --from=build /opt/hearth /opt/hearth
ENV PATH=/opt/hearth/bin:$PATH LANG=C.UTF-8
USER 10001
WORKDIR /work
# The classes that a start maps are archived once, here.
RUN hearth --version
EXPOSE 8080
# Ready to answer, not only alive. The image has no curl; bash opens connections itself.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /v2/health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["hearth"]
# Whoever reaches the port may ask: publish it to this machine alone, or set HEARTH_TOKEN in place of --open.
CMD ["serve", "--model", "/model", "--host", "0.0.0.0", "--open"]
