package peers;

import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** OrderStreams BOOTSTRAP APPLICATION-ID STATE-FOLDER rocks|memory [COMMIT-INTERVAL-MS]: the order job on Kafka Streams, exactly once. Runs until it is ended. */
public final class OrderStreams {
    static final List<String> INPUTS = List.of("orders.created", "orders.updated", "payments.processed");

    private OrderStreams() {}

    public static void main(String[] args) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, args[1]);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, args[2]);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        if (args.length > 4) {
            properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, args[4]);
        }
        KafkaStreams streams = new KafkaStreams(topology(args[3].equals("rocks")), properties);
        streams.setUncaughtExceptionHandler(e -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
            return null;
        });
        streams.setStateListener((now, before) -> System.out.println(now));
        streams.start();
    }

    private static Topology topology(boolean rocks) {
        StoreBuilder<KeyValueStore<String, Order>> store = Stores.keyValueStoreBuilder(
                rocks ? Stores.persistentKeyValueStore(OrderProcessor.STORE) : Stores.inMemoryKeyValueStore(OrderProcessor.STORE),
                Serdes.String(), Json.serde(Order.class));
        return new Topology()
                .addSource("inputs", Serdes.String().deserializer(), Json.serde(OrderEvent.class).deserializer(), INPUTS.toArray(String[]::new))
                .addProcessor("orders", OrderProcessor::new, "inputs")
                .addStateStore(rocks ? store.withCachingEnabled() : store, "orders")
                .addSink("outputs", "users.order-activity", Serdes.String().serializer(), Json.serde(OrderActivity.class).serializer(), "orders");
    }
}
