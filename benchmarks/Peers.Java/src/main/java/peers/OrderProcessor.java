package peers;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** The order job: read the order, apply the event, store it, forward its output. */
final class OrderProcessor implements Processor<String, OrderEvent, String, OrderActivity> {
    static final String STORE = "orders";

    private ProcessorContext<String, OrderActivity> context;
    private KeyValueStore<String, Order> store;

    @Override
    public void init(ProcessorContext<String, OrderActivity> context) {
        this.context = context;
        store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, OrderEvent> record) {
        Order order = store.get(record.key());
        order = order == null ? new Order() : order;
        if (!order.apply(record.value())) {
            return;
        }
        store.put(record.key(), order);
        if (record.value().hasOutput()) {
            OrderActivity output = OrderActivity.of(order, record.value());
            context.forward(record.withKey(output.key()).withValue(output));
        }
    }
}
