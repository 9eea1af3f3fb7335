"""The log behind `kafka:` addresses: brokers, through librdkafka (confluent-kafka).

The library is imported when a log is opened: it is the extra `evtool[kafka]`.
"""

from evtool.log.kafka.log import KafkaLog, open_kafka

__all__ = ["KafkaLog", "open_kafka"]
