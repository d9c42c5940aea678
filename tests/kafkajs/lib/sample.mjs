/** Invented invoices for when no file is given: quotes, commas, no customer, a cancelling invoice and three decimals are all there. */
export const sampleCsv = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
900001,A-1,"TEA POT, BLUE",2,3/1/2024 09:00,4.95,70001,Utopia
900001,A-2,"SIGN ""OPEN""",1,3/1/2024 09:00,12.5,70001,Utopia
900002,A-3,CANDLE ,12,3/1/2024 09:07,0.125,70002,Utopia
900003,A-1,"TEA POT, BLUE",1,3/1/2024 09:30,4.95,,Utopia
C900004,A-3,CANDLE ,-12,3/1/2024 10:00,0.125,70002,Utopia
900005,A-4,LAMP,3,3/1/2024 23:59,19.99,70001,Utopia
900006,A-5,RUG,1,3/2/2024 00:00,149,70003,Utopia
900007,A-2,"SIGN ""OPEN""",4,3/2/2024 08:15,12.5,70004,Utopia
900008,A-6,CUP,100,3/2/2024 08:20,0.85,70004,Utopia
900009,A-7,SPOON,7,3/2/2024 12:00,1.65,,Utopia
900010,A-4,LAMP,1,3/2/2024 13:45,19.99,70005,Utopia
900011,A-1,"TEA POT, BLUE",6,3/2/2024 14:10,4.95,70006,Utopia
900012,A-3,CANDLE ,48,3/2/2024 15:30,0.125,70002,Utopia
`;
