import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { RecordService } from "../gen/witan/command/v1/record_pb.js";
import { DecisionService } from "../gen/witan/decision/v1/decision_pb.js";
import { InvolvementQueryService } from "../gen/witan/involvement/v1/query_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import { certificates } from "../testing/certificates.js";
import { channelOf, closeChannels, openChannels } from "./channels.js";
import type { Channels } from "./channels.js";
import { readIdentity } from "./identity.js";

const opened: Channels[] = [];

function channelsTo(backend: number, involvement: number, recorder: number): Channels {
  const tls = certificates();
  const files = { cert: tls.file("gateway.pem"), key: tls.file("gateway.key") };
  const identity = readIdentity({ ...files, ca: tls.file("ca.pem") });
  const at = (port: number) => ({ host: "127.0.0.1", port });
  const addresses = {
    backend: at(backend),
    involvement: at(involvement),
    recorders: [at(recorder), at(recorder + 1)],
  };
  const channels = openChannels(addresses, identity);
  opened.push(channels);
  return channels;
}

const countOf = ({ oversight, involvement, recorder }: Channels) =>
  new Set([oversight, involvement, recorder]).size;

suite("channels", () => {
  after(() => {
    opened.forEach(closeChannels);
  });

  test("lead queries to the service that answers them", () => {
    const channels = channelsTo(1, 2, 3);
    assert.equal(channelOf(channels, OversightService.method.getDecision), channels.oversight);
    const { listActivities } = InvolvementQueryService.method;
    assert.equal(channelOf(channels, listActivities), channels.involvement);
    assert.equal(countOf(channels), 3);
  });

  test("lead commands, alone and in streams, to the recorder", () => {
    const channels = channelsTo(1, 2, 3);
    assert.equal(channelOf(channels, DecisionService.method.makeDecision), channels.recorder);
    assert.equal(channelOf(channels, RecordService.method.record), channels.recorder);
  });

  test("lead to each other recorder once, and to the same one for the same address", () => {
    const { recorder, recorders } = channelsTo(1, 2, 3);
    assert.equal(recorders?.at("127.0.0.1:3"), recorder);
    assert.equal(recorders.named[1], recorders.at("127.0.0.1:4"));
    assert.equal(recorders.at("127.0.0.1:5"), recorders.at("127.0.0.1:5"));
  });

  test("are one where one process is all services", () => {
    const channels = channelsTo(1, 1, 1);
    assert.equal(countOf(channels), 1);
  });
});
