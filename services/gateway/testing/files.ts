// Files for tests, byte by byte: archives that hold what they say and archives that lie.
import { crc32, deflateRawSync } from "node:zlib";

export interface Packed {
  name: string;
  bytes: Uint8Array;
  /** What the directory says of its size, where it lies. */
  says?: number;
  isStored?: boolean;
  flags?: number;
}

/** APPNOTE.TXT 4.3: local headers with data, the central directory, its end. */
export function zip(files: readonly Packed[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, says = bytes.length, isStored = false, flags = 0 } of files) {
    const data = isStored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(isStored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(says, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("504b0304", "hex"), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from("504b01021400", "hex"), common, rest, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write("504b0506", 0, "hex");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

export const kText = Buffer.from("<document>Words</document>".repeat(20));

/** A Word document with these parts besides. */
export function docx(more: readonly Packed[] = []): Buffer {
  return zip([
    { name: "[Content_Types].xml", bytes: kText },
    { name: "word/document.xml", bytes: kText },
    ...more,
  ]);
}

export const pdf = (text = "minutes") => Buffer.from(`%PDF-1.7\n${text}\ntrailer\n%%EOF\n`);

export function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  header.write("89504e470d0a1a0a0000000d49484452", 0, "hex");
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return Buffer.concat([header, Buffer.alloc(64)]);
}

/** A comment, then the frame with its size. */
export function jpeg(width: number, height: number): Buffer {
  const frame = Buffer.from("ffc0000b080000000001011100ffd9", "hex");
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from("ffd8fffe00046869", "hex"), frame]);
}
