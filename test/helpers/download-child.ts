/** Downloads argv[2] to argv[3], for tests that kill a process in the middle of it. */
import { downloadFile } from '../../datasets/download';

downloadFile([process.argv[2]], process.argv[3], {
  onBytes: (received) => console.log(received),
}).then(() => console.log('done'));
