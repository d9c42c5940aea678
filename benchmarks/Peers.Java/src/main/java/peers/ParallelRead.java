package peers;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** ParallelRead BOOTSTRAP TOPIC RECORDS THREADS: Confluent's Parallel Consumer, in order by key; every record is parsed and nothing is kept. Prints "RESULT records seconds" of all but the first tenth. */
public final class ParallelRead {
    private ParallelRead() {}

    public static void main(String[] args) throws Exception {
        long records = Long.parseLong(args[2]);
        Map<String, Object> properties = new HashMap<>(Map.of(
                "bootstrap.servers", args[0], "group.id", "parallel-" + System.currentTimeMillis(), "auto.offset.reset", "earliest",
                "enable.auto.commit", false, "max.poll.records", 5000));
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        ParallelStreamProcessor<String, byte[]> processor = ParallelStreamProcessor.createEosStreamProcessor(
                ParallelConsumerOptions.<String, byte[]>builder()
                        .consumer(consumer)
                        .ordering(ParallelConsumerOptions.ProcessingOrder.KEY)
                        .maxConcurrency(Integer.parseInt(args[3]))
                        .commitMode(ParallelConsumerOptions.CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                        .build());
        AtomicLong seen = new AtomicLong();
        AtomicLong tenth = new AtomicLong();
        processor.subscribe(List.of(args[1]));
        processor.poll(context -> {
            Json.read(context.getSingleConsumerRecord().value(), OrderEvent.class);
            if (seen.incrementAndGet() == records / 10) {
                tenth.set(System.nanoTime());
            }
        });
        while (seen.get() < records) {
            Thread.sleep(5);
        }
        System.out.printf("RESULT %d %.3f%n", records - records / 10, (System.nanoTime() - tenth.get()) / 1e9);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
